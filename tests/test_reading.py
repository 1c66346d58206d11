"""Reading report prose: sentences of the genre, all worded for this test, with their rows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cqdata import quantity
from cqdata.errors import DataError
from cqdata.files import decoded
from cqdata.reading import COLUMNS, MEASURES, load_draft, read, read_file, to_frame, write_draft
from cqdata.reading.command import main
from cqdata.reading.leftout import warnings_of
from cqdata.reading.lists import distribute
from cqdata.reading.rows import AS_EXPECTED
from cqdata.reading.subjects import noun_of
from cqdata.reading.text import lines, normalise, read_text
from cqdata.reading.times import Clock, Years, infer_year
from cqdata.reading.tokens import scan

SENTENCES = Path(__file__).parent / "data" / "reading_sentences.csv"


def load_cases():
    """Sentence → expected rows, from the table beside the tests."""
    cases = {}
    with open(SENTENCES, encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            _, rows = cases.setdefault(row["case"], (row["text"], []))
            if row["printed"]:
                rows.append(row)
    return list(cases.values())


# Sentences with their rows, one a line: printed, value, unit, qualifier, measure, subject and
# the print of the level that a change belongs to.
MORE = """
县域创新指数由全省第二十一位升至第十六位，海水养殖产量居全国前三。
第二十一位|21|rank|exact|rank|县域创新指数|
第十六位|16|rank|exact|rank|县域创新指数|
前三|3|rank|exact|rank|海水养殖产量|

营商环境列全省第8位、苏北第2位，较上年分别前移3位和1位。
第8位|8|rank|exact|rank|营商环境|
第2位|2|rank|exact|rank|营商环境|
3位|3|rank|exact|other|营商环境|第8位
1位|1|rank|exact|other|营商环境|第2位

数字经济规模突破万亿元大关，机场旅客吞吐量超千万人次。
突破万亿元|10000|CNY_1e8|more_than|level|数字经济规模|
超千万人次|10000000|person_time|more_than|level|机场旅客吞吐量|

民营企业利润占全部利润的一半以上，审批事项减少一半。
一半以上|50|%|at_least|share|民营企业利润|
一半|-50|%|exact|yoy_growth|审批事项|

二类医疗器械企业86家，3款1类创新药进入上市审评，单家补助最高200万元。
86家|86|count:家|exact|level|二类医疗器械企业|
3款|3|count:款|exact|level|1类创新药|
200万元|0.02|CNY_1e8|at_most|level|单家补助|

储能电站容量1.2吉瓦时，光缆线路长度96万芯公里。
1.2吉瓦时|1.2|吉瓦时|exact|level|储能电站容量|
96万芯公里|960000|芯公里|exact|level|光缆线路长度|

夜间用电量占全天用电量的1/4强，外地游客占比三成左右。
1/4强|25|%|more_than|share|夜间用电量|
三成左右|30|%|about|share|外地游客|

全区拥有众创空间26家、孵化器18家，其中省级9家、7家。
26家|26|count:家|exact|level|众创空间|
18家|18|count:家|exact|level|孵化器|
9家|9|count:家|exact|level|省级众创空间|
7家|7|count:家|exact|level|省级孵化器|

据《2023年城市创新能力评价报告》显示，我市排名全国第31位，较上年上升4位。
第31位|31|rank|exact|rank|城市创新能力|
4位|4|rank|exact|other|城市创新能力|第31位

在全省62家开发区综合考评中，我区位列第5位。
62家|62|count:家|exact|level|开发区|
第5位|5|rank|exact|rank|开发区综合考评|

总投资35亿元的潮汐电站二期主体完工，总投资8.6亿元的海缆项目开工。
35亿元|35|CNY_1e8|exact|level|潮汐电站二期总投资|
8.6亿元|8.6|CNY_1e8|exact|level|海缆项目总投资|

工业互联网示范园建成投用，新增工位3000个，利用率85%。
3000个|3000|count:个|exact|new_in_year|工业互联网示范园工位|
85%|85|%|exact|ratio|工业互联网示范园工位利用率|

渔业科研投入超过5亿元的市有3个，依次为海州市（12.4亿元）、临港市（8.1亿元）和云台市（5.6亿元）。
3个|3|count:个|exact|level|渔业科研投入超过5亿元的市|
12.4亿元|12.4|CNY_1e8|exact|level|海州市渔业科研投入|
8.1亿元|8.1|CNY_1e8|exact|level|临港市渔业科研投入|
5.6亿元|5.6|CNY_1e8|exact|level|云台市渔业科研投入|

今年前8个月服务贸易额年均增长9.5%，明显快于甲国（3.2%）和乙国（2.8%）。
9.5%|9.5|%|exact|other|服务贸易额|
3.2%|3.2|%|exact|other|甲国服务贸易额|
2.8%|2.8|%|exact|other|乙国服务贸易额|

数字内容产业营收增长9.4%，高于全省1.2个百分点、全国2.6个百分点。
9.4%|9.4|%|exact|yoy_growth|数字内容产业营收|
1.2个百分点|1.2|pp|exact|other|数字内容产业营收|
2.6个百分点|2.6|pp|exact|other|数字内容产业营收|

高校、企业、科研院所研发经费占比分别为28.5%、61.2%和10.3%，其中企业比上年提高1.4个百分点。
28.5%|28.5|%|exact|share|高校研发经费占比|
61.2%|61.2|%|exact|share|企业研发经费占比|
10.3%|10.3|%|exact|share|科研院所研发经费占比|
1.4个百分点|1.4|pp|exact|change_pp|企业研发经费占比|61.2%

规上文化企业营收860亿元，比2019年增加240亿元，增长38.7%。
860亿元|860|CNY_1e8|exact|level|规上文化企业营收|
240亿元|240|CNY_1e8|exact|other|规上文化企业营收|860亿元
38.7%|38.7|%|exact|other|规上文化企业营收|860亿元

新签约重大项目64个，计划投资310亿元，其中外资项目12个；新开工项目41个，竣工29个。
64个|64|count:个|exact|new_in_year|重大项目|
310亿元|310|CNY_1e8|exact|level|计划投资|
12个|12|count:个|exact|new_in_year|外资项目|
41个|41|count:个|exact|new_in_year|新开工项目|
29个|29|count:个|exact|level|竣工项目|

新认定瞪羚企业35家，有效期内瞪羚企业120家。
35家|35|count:家|exact|new_in_year|瞪羚企业|
120家|120|count:家|exact|level|瞪羚企业|

养老服务投入强度仅为先进省份的七成左右，每千名老人拥有床位不足全国平均水平的3/4。
七成左右|70|%|about|ratio|养老服务投入强度|
3/4|75|%|less_than|ratio|每千名老人拥有床位|

一般公共预算收入48.2亿元，增长6.1%，税收占比81.5%，完成年度预算的68.4%。
48.2亿元|48.2|CNY_1e8|exact|level|一般公共预算收入|
6.1%|6.1|%|exact|yoy_growth|一般公共预算收入|48.2亿元
81.5%|81.5|%|exact|share|税收占比|
68.4%|68.4|%|exact|ratio|一般公共预算收入|

文化产品进出口总额56.3亿元，增长7.5%，其中出口增长12.1%，进口18.4亿元。
56.3亿元|56.3|CNY_1e8|exact|level|文化产品进出口总额|
7.5%|7.5|%|exact|yoy_growth|文化产品进出口总额|56.3亿元
12.1%|12.1|%|exact|yoy_growth|文化产品出口|
18.4亿元|18.4|CNY_1e8|exact|level|文化产品进口|

18个案例入选全国数字乡村优秀案例，7家医院获评国家老年友善医院。
18个|18|count:个|exact|level|全国数字乡村优秀案例|
7家|7|count:家|exact|level|国家老年友善医院|

“渔业贷”全年放款46亿元，支持企业1280户，不良率0.52%，同比下降0.11个百分点。
46亿元|46|CNY_1e8|exact|level|“渔业贷”放款|
1280户|1280|count:户|exact|level|“渔业贷”企业|
0.52%|0.52|%|exact|ratio|“渔业贷”企业不良率|
0.11个百分点|-0.11|pp|exact|change_pp|“渔业贷”企业不良率|0.52%

水产、饲料、冷链三大支柱产业实现产值732亿元，对工业增长的贡献率达到55%。
732亿元|732|CNY_1e8|exact|level|支柱产业产值|
55%|55|%|exact|ratio|对工业增长的贡献率|

力争引进冷链龙头企业3家至5家，水产加工产值增长8%—10%，审批时限压缩20%。
3家至5家|3|count:家|expected|level|冷链龙头企业|
8%—10%|8|%|expected|yoy_growth|水产加工产值|
20%|-20|%|expected|other|审批时限|

登记渔船由3260艘发展到4875艘，规上服务业企业通过复核312家。
3260艘|3260|count:艘|exact|level|登记渔船|
4875艘|4875|count:艘|exact|level|登记渔船|
312家|312|count:家|exact|level|规上服务业企业|

全市拥有检测机构180家，其中部属6家、市属22家，户均产值1250万元。
180家|180|count:家|exact|level|检测机构|
6家|6|count:家|exact|level|部属检测机构|
22家|22|count:家|exact|level|市属检测机构|
1250万元|0.125|CNY_1e8|exact|level|户均产值|

海洋工程企业营业收入312亿元，户均2.4亿元，净利润26亿元。
312亿元|312|CNY_1e8|exact|level|海洋工程企业营业收入|
2.4亿元|2.4|CNY_1e8|exact|level|海洋工程企业户均营业收入|
26亿元|26|CNY_1e8|exact|level|海洋工程企业净利润|

海州、临港、云台规上工业增加值分别增长7.4%、6.6%和5.9%。
7.4%|7.4|%|exact|yoy_growth|海州规上工业增加值|
6.6%|6.6|%|exact|yoy_growth|临港规上工业增加值|
5.9%|5.9|%|exact|yoy_growth|云台规上工业增加值|

分区域看，沿海地区投资增长5.6%，山区地区增长3.1%，湖滨地区下降0.8%。
5.6%|5.6|%|exact|yoy_growth|沿海地区投资|
3.1%|3.1|%|exact|yoy_growth|山区地区投资|
0.8%|-0.8|%|exact|yoy_growth|湖滨地区投资|

科研人员总量达到8.6万人，其中博士占14.5%。
8.6万人|86000|person|exact|level|科研人员总量|
14.5%|14.5|%|exact|share|博士占科研人员总量|

海洋科研投入强度为2.9%，已接近发达经济体平均水平（3.1%），居世界主要经济体第9位。
2.9%|2.9|%|exact|ratio|海洋科研投入强度|
3.1%|3.1|%|exact|ratio|发达经济体平均海洋科研投入强度|
第9位|9|rank|exact|rank|海洋科研投入强度|

申报省级课题210项，立项64项，在孵企业930家，累计毕业企业410家。
210项|210|count:项|exact|level|省级课题|
64项|64|count:项|exact|level|立项省级课题|
930家|930|count:家|exact|level|在孵企业|
410家|410|count:家|exact|cumulative|毕业企业|

沿海渔港经费9.6亿元，增速分别高于内河、湖区1.5个和0.8个百分点。
9.6亿元|9.6|CNY_1e8|exact|level|沿海渔港经费|
1.5个|1.5|pp|exact|other|沿海渔港经费|
0.8个百分点|0.8|pp|exact|other|沿海渔港经费|

建成省级渔港12座、市级渔港30座，产值分别增长6.4%和5.2%。
12座|12|count:座|exact|level|省级渔港|
30座|30|count:座|exact|level|市级渔港|
6.4%|6.4|%|exact|yoy_growth|省级渔港产值|
5.2%|5.2|%|exact|yoy_growth|市级渔港产值|

水产研发经费排名前三位的县分别是海东县（6.2亿元）和湖西县（5.1亿元），两县合计占全市的41.5%。
6.2亿元|6.2|CNY_1e8|exact|level|海东县水产研发经费|
5.1亿元|5.1|CNY_1e8|exact|level|湖西县水产研发经费|
41.5%|41.5|%|exact|share|水产研发经费|

渔业支出增长两成，占比提高0.5个百分点，达到4.8%。
两成|20|%|exact|yoy_growth|渔业支出|
0.5个百分点|0.5|pp|exact|change_pp|渔业支出占比|
4.8%|4.8|%|exact|share|渔业支出占比|

水产良种场、深水网箱、渔港分别达到38座、620个、14座，前两项分别增长5.6%、12.7%，后者获补助3.1亿元。
38座|38|count:座|exact|level|水产良种场|
620个|620|count:个|exact|level|深水网箱|
14座|14|count:座|exact|level|渔港|
5.6%|5.6|%|exact|yoy_growth|水产良种场|38座
12.7%|12.7|%|exact|yoy_growth|深水网箱|620个
3.1亿元|3.1|CNY_1e8|exact|level|渔港补助|

渔船改造、网箱建设分别投资6.4亿元、3.8亿元，后者下降4.2%。
6.4亿元|6.4|CNY_1e8|exact|level|渔船改造投资|
3.8亿元|3.8|CNY_1e8|exact|level|网箱建设投资|
4.2%|-4.2|%|exact|yoy_growth|网箱建设投资|3.8亿元

休闲渔业企业减免税2.4亿元，远洋渔业企业减免税3.1亿元，两项合计5.5亿元。
2.4亿元|2.4|CNY_1e8|exact|level|休闲渔业企业减免税|
3.1亿元|3.1|CNY_1e8|exact|level|远洋渔业企业减免税|
5.5亿元|5.5|CNY_1e8|exact|level|渔业企业减免税|

养殖、加工、冷链三大支柱产业产值分别为310亿元、205亿元、96亿元，增长4.1%、6.3%、9.8%。
310亿元|310|CNY_1e8|exact|level|养殖产业产值|
205亿元|205|CNY_1e8|exact|level|加工产业产值|
96亿元|96|CNY_1e8|exact|level|冷链产业产值|
4.1%|4.1|%|exact|yoy_growth|养殖产业产值|310亿元
6.3%|6.3|%|exact|yoy_growth|加工产业产值|205亿元
9.8%|9.8|%|exact|yoy_growth|冷链产业产值|96亿元

“渔业保”全年为2,140户养殖户提供保险18.6亿元，不良率0.4%。
2,140户|2140|count:户|exact|level|养殖户|
18.6亿元|18.6|CNY_1e8|exact|level|“渔业保”保险|
0.4%|0.4|%|exact|ratio|“渔业保”不良率|

“海洋贷”“冷链贷”发放贷款12.5亿元、8.6亿元，服务企业310户、246户。
12.5亿元|12.5|CNY_1e8|exact|level|“海洋贷”贷款|
8.6亿元|8.6|CNY_1e8|exact|level|“冷链贷”贷款|
310户|310|count:户|exact|level|“海洋贷”企业|
246户|246|count:户|exact|level|“冷链贷”企业|

渔业发展基金认缴规模40亿元，已设立子基金12支，投资项目86个。
40亿元|40|CNY_1e8|exact|level|渔业发展基金认缴规模|
12支|12|count:支|exact|level|渔业发展基金子基金|
86个|86|count:个|exact|level|渔业发展基金投资项目|

全市渔业人才5.2万人，增长6%；其中女性1.4万人，具有硕士学历的0.6万人。
5.2万人|52000|person|exact|level|渔业人才|
6%|6|%|exact|yoy_growth|渔业人才|5.2万人
1.4万人|14000|person|exact|level|女性渔业人才|
0.6万人|6000|person|exact|level|硕士学历渔业人才|

2023年全市渔业支出18.4亿元。其中，市本级6.2亿元，增长3.3%；区县级12.2亿元，增长5.1%。
18.4亿元|18.4|CNY_1e8|exact|level|渔业支出|
6.2亿元|6.2|CNY_1e8|exact|level|市本级渔业支出|
3.3%|3.3|%|exact|yoy_growth|市本级渔业支出|6.2亿元
12.2亿元|12.2|CNY_1e8|exact|level|区县级渔业支出|
5.1%|5.1|%|exact|yoy_growth|区县级渔业支出|12.2亿元

各类养殖企业研发投入42亿元，增长7%；其他主体3.5亿元，下降1.2%。
42亿元|42|CNY_1e8|exact|level|养殖企业研发投入|
7%|7|%|exact|yoy_growth|养殖企业研发投入|42亿元
3.5亿元|3.5|CNY_1e8|exact|level|其他主体研发投入|
1.2%|-1.2|%|exact|yoy_growth|其他主体研发投入|3.5亿元

水产上市企业9家（主板3家，创业板4家，北交所2家），其中境外1家。
9家|9|count:家|exact|level|水产上市企业|
3家|3|count:家|exact|level|主板水产上市企业|
4家|4|count:家|exact|level|创业板水产上市企业|
2家|2|count:家|exact|level|北交所水产上市企业|
1家|1|count:家|exact|level|境外水产上市企业|

水产品销售收入640亿元，其中出口128亿元，由上年的增长9.6%转为下降3.1%。
640亿元|640|CNY_1e8|exact|level|水产品销售收入|
128亿元|128|CNY_1e8|exact|level|水产品出口销售收入|
9.6%|9.6|%|exact|yoy_growth|水产品出口销售收入|
3.1%|-3.1|%|exact|yoy_growth|水产品出口销售收入|128亿元

提前1个月完成年度任务。科普船巡展线上、线下观众分别为46万、12万人次。
46万|460000|person_time|exact|level|科普船巡展线上观众|
12万人次|120000|person_time|exact|level|科普船巡展线下观众|

获评绿色渔场16个，数量、规模分列全省第二、全国第六。
16个|16|count:个|exact|level|绿色渔场|
第二|2|rank|exact|rank|绿色渔场数量|
第六|6|rank|exact|rank|绿色渔场规模|

海洋经济规模超过全省平均水平的区有海州区、临港区2个，分别为860亿元、730亿元。增速位居前列的是云台区（14.2%）、海州区（12.6%）。
2个|2|count:个|exact|level|海洋经济规模超过全省平均水平的区有海州区、临港区|
860亿元|860|CNY_1e8|exact|level|海州区海洋经济规模|
730亿元|730|CNY_1e8|exact|level|临港区海洋经济规模|
14.2%|14.2|%|exact|yoy_growth|云台区海洋经济规模|
12.6%|12.6|%|exact|yoy_growth|海州区海洋经济规模|

规上水产企业加工产值增长目标为9%左右。
9%左右|9|%|about|yoy_growth|规上水产企业加工产值增长目标|

5家企业牵头的实验室获批省海洋重点实验室。
5家|5|count:家|exact|level|省海洋重点实验室|

渔业用电量16亿千瓦时，占全市用电量的一成左右，其中冷库占35%。
16亿千瓦时|1600000000|千瓦时|exact|level|渔业用电量|
一成左右|10|%|about|share|渔业用电量占全市用电量|
35%|35|%|exact|share|冷库占渔业用电量|

登记渔业技术成果640项，八成以上实现转让。
640项|640|count:项|exact|level|渔业技术成果|
八成以上|80|%|at_least|share|渔业技术成果|

电信业务总量86亿元（按上年不变单价），增长11.2%。
86亿元|86|CNY_1e8|exact|level|电信业务总量|
11.2%|11.2|%|exact|yoy_growth|电信业务总量|86亿元

2020—2023年渔业投入年均增长8.2%，三年累计增加9.6亿元。
8.2%|8.2|%|exact|other|渔业投入|
9.6亿元|9.6|CNY_1e8|exact|other|渔业投入|

淘汰落后捕捞设备260台，其中服务业营收增长8.4%、达到96亿元。
260台|260|count:台|exact|level|落后捕捞设备|
8.4%|8.4|%|exact|yoy_growth|服务业营收|96亿元
96亿元|96|CNY_1e8|exact|level|服务业营收|

新(改、扩)建码头18座，新遴选示范渔场24个，户均拥有网箱3.6个。
18座|18|count:座|exact|new_in_year|码头|
24个|24|count:个|exact|new_in_year|示范渔场|
3.6个|3.6|count:个|exact|level|户均网箱|

选派渔技员1200名，服务渔村860个，育苗场1.1万家、带动就业4.6万人。
1200名|1200|person|exact|level|渔技员|
860个|860|count:个|exact|level|渔技员服务渔村|
1.1万家|11000|count:家|exact|level|育苗场|
4.6万人|46000|person|exact|level|育苗场带动就业|

研发投入占比由2020年的2.1%提升到2.9%，年均提高0.2个百分点。
2.1%|2.1|%|exact|share|研发投入占比|
2.9%|2.9|%|exact|share|研发投入占比|
0.2个百分点|0.2|pp|exact|other|研发投入占比|2.9%

对浅海、深海、滩涂三类养殖面积实行核定，出让滩涂32宗、640亩。
32宗|32|count:宗|exact|level|出让滩涂|
640亩|640|亩|exact|level|出让滩涂|

企业、高校经费占比分别为62%、21%，与上年相比，企业、高校分别提高1.1个和0.3个百分点。
62%|62|%|exact|share|企业经费占比|
21%|21|%|exact|share|高校经费占比|
1.1个|1.1|pp|exact|change_pp|企业经费占比|62%
0.3个百分点|0.3|pp|exact|change_pp|高校经费占比|21%

在全国96家国家级海洋园区评价中，我区列全市第3、全省开发区第8。
96家|96|count:家|exact|level|国家级海洋园区评价|
第3|3|rank|exact|rank|国家级海洋园区评价|
第8|8|rank|exact|rank|国家级海洋园区评价|

今年新评定示范渔场46家，净增18家，示范渔场总量达130家，完成五年规划目标的87%。
46家|46|count:家|exact|new_in_year|示范渔场|
18家|18|count:家|exact|other|示范渔场|130家
130家|130|count:家|exact|level|示范渔场总量|
87%|87|%|exact|ratio|示范渔场总量|

深海养殖平台二期完成建设任务的65%，改造渔港为年度计划的104%。
65%|65|%|exact|share|深海养殖平台二期|
104%|104|%|exact|ratio|渔港|

住房公积金缴存额312.6亿元，提取额208.4亿元，前者增长8.1%，后者下降2.3%；发放个人住房贷款1.2万笔、76.5亿元。
312.6亿元|312.6|CNY_1e8|exact|level|住房公积金缴存额|
208.4亿元|208.4|CNY_1e8|exact|level|提取额|
8.1%|8.1|%|exact|yoy_growth|住房公积金缴存额|312.6亿元
2.3%|-2.3|%|exact|yoy_growth|提取额|208.4亿元
1.2万笔|12000|count:笔|exact|level|个人住房贷款|
76.5亿元|76.5|CNY_1e8|exact|level|个人住房贷款|

“惠农e贷”余额42.8亿元，较年初增加9.6亿元，覆盖行政村1,060个，户均授信11.2万元，不良率0.38%。
42.8亿元|42.8|CNY_1e8|exact|level|“惠农e贷”余额|
9.6亿元|9.6|CNY_1e8|exact|other|“惠农e贷”余额|42.8亿元
1,060个|1060|count:个|exact|level|行政村|
11.2万元|0.00112|CNY_1e8|exact|level|“惠农e贷”户均授信|
0.38%|0.38|%|exact|ratio|“惠农e贷”不良率|

博物馆、纪念馆接待观众820万人次，线上展览浏览量1.3亿次，文创销售收入2.6亿元，前两项分别增长41%、63%。
820万人次|8200000|person_time|exact|level|观众|
1.3亿次|130000000|count:次|exact|level|线上展览浏览量|
2.6亿元|2.6|CNY_1e8|exact|level|文创销售收入|
41%|41|%|exact|yoy_growth|观众|820万人次
63%|63|%|exact|yoy_growth|线上展览浏览量|1.3亿次

国有企业资产总额1.86万亿元，营业收入4,120亿元，利润总额236亿元，分别增长6.8%、4.1%、9.5%；资产负债率61.2%，下降0.9个百分点。
1.86万亿元|18600|CNY_1e8|exact|level|国有企业资产总额|
4,120亿元|4120|CNY_1e8|exact|level|国有企业营业收入|
236亿元|236|CNY_1e8|exact|level|国有企业利润总额|
6.8%|6.8|%|exact|yoy_growth|国有企业资产总额|1.86万亿元
4.1%|4.1|%|exact|yoy_growth|国有企业营业收入|4,120亿元
9.5%|9.5|%|exact|yoy_growth|国有企业利润总额|236亿元
61.2%|61.2|%|exact|ratio|资产负债率|
0.9个百分点|-0.9|pp|exact|change_pp|资产负债率|61.2%

新建口袋公园46个、绿道210公里，其中绿道总里程达3,400公里，居全省第1位。
46个|46|count:个|exact|new_in_year|口袋公园|
210公里|210|公里|exact|new_in_year|绿道|
3,400公里|3400|公里|exact|level|绿道总里程|
第1位|1|rank|exact|rank|绿道总里程|

轨道交通运营里程286公里，日均客运量132万人次，最高单日客流186万人次，正点率99.8%。
286公里|286|公里|exact|level|轨道交通运营里程|
132万人次|1320000|person_time|exact|level|轨道交通客运量|
186万人次|1860000|person_time|exact|level|最高单日客流|
99.8%|99.8|%|exact|ratio|正点率|

全区生产性服务业企业1,360家，营收超亿元的82家，比上年多14家。
1,360家|1360|count:家|exact|level|生产性服务业企业|
82家|82|count:家|exact|level|营收超亿元的生产性服务业企业|
14家|14|count:家|exact|other|营收超亿元的生产性服务业企业|82家

甲园区、乙园区、丙园区亩均税收分别为42万元、31万元、26万元，甲园区比上年提高5.2万元。
42万元|0.0042|CNY_1e8|exact|level|甲园区亩均税收|
31万元|0.0031|CNY_1e8|exact|level|乙园区亩均税收|
26万元|0.0026|CNY_1e8|exact|level|丙园区亩均税收|
5.2万元|0.00052|CNY_1e8|exact|other|甲园区亩均税收|42万元

全市规上工业企业达到2,860家，净增214家；亿元企业640家、百亿企业12家，分别增加58家、2家。
2,860家|2860|count:家|exact|level|规上工业企业|
214家|214|count:家|exact|other|规上工业企业|2,860家
640家|640|count:家|exact|level|亿元企业|
12家|12|count:家|exact|level|百亿企业|
58家|58|count:家|exact|other|亿元企业|640家
2家|2|count:家|exact|other|百亿企业|12家
"""
_COLUMNS = ("printed", "value", "unit", "qualifier", "measure", "subject", "linked_to")


def own_cases(text):
    """Sentence → expected rows, from blocks of lines."""
    for block in text.strip().split("\n\n"):
        sentence, *rows = block.split("\n")
        yield sentence, [dict(zip(_COLUMNS, row.split("|"), strict=True)) for row in rows]


CASES = load_cases() + list(own_cases(MORE))


def likeness(a: str, b: str) -> float:
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if a or b else 1.0


def compare(got, expected):
    """List what is wrong with the rows of one sentence; offsets are compared as order."""
    faults = []
    if [row.printed for row in got] != [row["printed"] for row in expected]:
        return [f"figures {[row.printed for row in got]}"]
    first = {}
    for row, want in zip(got, expected, strict=True):
        first.setdefault(want["printed"], row.char_offset)
    for row, want in zip(got, expected, strict=True):
        for column in ("value", "unit", "qualifier", "measure"):
            if getattr(row, column) != want[column]:
                faults.append(f"{row.printed} {column}: {getattr(row, column)}")
        link = first.get(want["linked_to"])
        if row.linked_to_offset != link:
            faults.append(f"{row.printed} linked to {row.linked_to_offset}, not {link}")
    return faults


def test_there_are_many_varied_sentences():
    assert len(CASES) >= 150
    measures = {row["measure"] for _, rows in CASES for row in rows}
    assert measures == set(MEASURES)
    assert sum(not rows for _, rows in CASES) >= 8


def test_sentences():
    found = {text: compare(read(text, 2023), expected) for text, expected in CASES}
    assert {text: faults for text, faults in found.items() if faults} == {}


def test_values_and_units_agree_with_the_token_parser():
    compared = 0
    for text, _ in CASES:
        for row in read(text, 2023):
            if "unit" in row.note or "range" in row.note or not row.unit:
                continue
            if not re.search("[0-9]", row.printed) and re.search("万|半|前", row.printed):
                continue
            if re.search("分之.以上|位$|强$", row.printed) and row.unit != "rank":
                continue
            token = quantity.parse(row.printed)
            # A measured unit that the token parser does not know is a count there.
            assert token.unit in (row.unit, f"count:{row.unit}"), row.printed
            assert abs(token.value) == abs(Fraction(row.value)) or "分之" in row.printed
            if not row.note and row.qualifier in ("exact", "more_than", "at_least", "nearly"):
                assert token.qualifier in (row.qualifier, "about"), row.printed
            compared += 1
    assert compared > 400


def test_subjects_are_those_that_a_person_names():
    scores = []
    for text, expected in CASES:
        for row, want in zip(read(text, 2023), expected, strict=True):
            scores.append(likeness(row.subject, want["subject"]))
    assert sum(s >= 0.6 for s in scores) / len(scores) >= 0.98
    assert sum(scores) / len(scores) >= 0.97


@pytest.mark.parametrize(
    "text",
    [
        "2021年8月3日至9日召开第2次会议。",
        "依据市府办〔2022〕37号文件第4条执行。",
        "“531”工程和“1+4+N”体系持续推进。",
        "2016—2020年规划中期评估完成。",
        "PM2.5与PM10监测站点统一编号,A股、5G、C919均不计数。",
        "入选全国百强、世界500强、前50强榜单。",
        "第3届大会、第12期培训、第9批名单。",
        "每10万人、每千人口、每万元口径一致。",
        "热线12345、电话028-86601234、邮编400000。",
        "《2023年100项重点任务清单》已印发。",
        "1.抓落实;2.促改革;(3)防风险。",
        "①说明[2]见表1和附件4。",
        "工业4.0与2.0版方案衔接,90后、00后成为主力。",
        "24小时自助服务和15分钟生活圈全覆盖。",
        "连续9年、近5年、过去3年保持良好势头。",
        "3A级景区、5A级景区、18兆瓦级机组。",
    ],
)
def test_what_is_no_figure(text):
    assert [row.printed for row in read(text)] == []


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit", "qualifier"),
    [
        ("增速约12.5%。", "约12.5%", "12.5", "%", "about"),
        ("投资逾3000亿元。", "逾3000亿元", "3000", "CNY_1e8", "more_than"),
        ("投资达1.2万亿元。", "1.2万亿元", "12000", "CNY_1e8", "exact"),
        ("补助86.5万元。", "86.5万元", "0.00865", "CNY_1e8", "exact"),
        ("出口3.4亿美元。", "3.4亿美元", "3.4", "USD_1e8", "exact"),
        ("融资2.5亿港元。", "2.5亿港元", "2.5", "HKD_1e8", "exact"),
        ("占比达９成以上。", "９成以上", "90", "%", "at_least"),
        ("三成左右企业受益。", "三成左右", "30", "%", "about"),
        ("占四分之三。", "四分之三", "75", "%", "exact"),
        ("完成率为百分之九十六。", "百分之九十六", "96", "%", "exact"),
        ("增长两倍多。", "两倍多", "2", "times", "more_than"),
        ("引进人才1,236名。", "1,236名", "1236", "person", "exact"),
        ("接待游客８６０万人次。", "８６０万人次", "8600000", "person_time", "exact"),
        ("人均用水不超过45立方米。", "不超过45立方米", "45", "立方米", "at_most"),
        ("失业率控制在5%以内。", "5%以内", "5", "%", "at_most"),
        ("收入不低于2.8万元。", "不低于2.8万元", "0.00028", "CNY_1e8", "at_least"),
        ("机构近百家、平台200多个。", "200多个", "200", "count:个", "more_than"),
        ("服务企业3.2万余家。", "3.2万余家", "32000", "count:家", "more_than"),
        ("建成驿站 126 个。", "126 个", "126", "count:个", "exact"),
        ("共享设备2600台/套。", "2600台/套", "2600", "count:台/套", "exact"),
        ("劳动生产率18.6万元/人。", "18.6万元/人", "186000", "元/人", "exact"),
        ("死亡率6.8‰。", "6.8‰", "6.8", "‰", "exact"),
        ("上调25个基点。", "25个基点", "25", "个基点", "exact"),
        ("居全国第十二位。", "第十二位", "12", "rank", "exact"),
        ("GDP5200亿元。", "5200亿元", "5200", "CNY_1e8", "exact"),
        ("预计全年投资120亿元。", "120亿元", "120", "CNY_1e8", "expected"),
    ],
)
def test_token(text, printed, value, unit, qualifier):
    (row,) = read(text)
    assert (row.printed, row.value, row.unit, row.qualifier) == (printed, value, unit, qualifier)
    assert Decimal(row.value).is_finite()


def test_offsets_point_at_the_first_digit():
    text = "　　全年接待１２．５万人次，居第三位；预计突破30亿元。"
    rows = read(text)
    assert [text[row.char_offset] for row in rows] == ["１", "三", "3"]


def test_a_growth_printed_before_its_level_and_one_behind_an_increment():
    before = read("高新技术企业增长15%,达到3200家。")
    assert before[0].linked_to_offset == before[1].char_offset
    after = read("贷款余额860亿元,比上年增加52亿元,增长6.4%。")
    level = after[0].char_offset
    assert [row.linked_to_offset for row in after] == [None, level, level]
    assert [row.measure for row in after] == ["level", "other", "yoy_growth"]


def test_a_part_after_the_whole_has_no_link_but_its_own_level_has():
    rows = read("外贸总额900亿元,增长4%,其中出口增长9%;进口300亿元,下降2%。")
    assert [row.linked_to_offset for row in rows] == [None, 4, None, None, rows[3].char_offset]
    assert rows[4].value == "-2"


def test_the_same_indicator_named_again_is_linked_within_its_paragraph():
    text = "工业投资520亿元,民间投资310亿元。工业投资增长8%,民间投资下降3%。\n工业投资增长7%。"
    rows = read(text)
    assert [row.linked_to_offset for row in rows] == [
        None,
        None,
        rows[0].char_offset,
        rows[1].char_offset,
        None,
    ]


def test_growth_over_several_years_is_not_year_on_year():
    text = (
        "五年来,研发经费年均增长12%,企业数量增长85%。2023年,研发经费增长9%。\n"
        "外贸比2019年增长40%,比上年增长6%,环比增长1.1%。\n"
        "“十三五”期间专利授权量增长2倍。"
    )
    measures = [row.measure for row in read(text, 2023)]
    assert measures == ["other", "other", "yoy_growth", "other", "yoy_growth", "other", "other"]


def test_an_expectation_reaches_over_its_clauses_until_a_fact():
    rows = read("预计全年产值增长6%,出口增长3%,目前已完成投资80亿元。")
    assert [row.qualifier for row in rows] == ["expected", "expected", "exact"]


def test_repeated_expectation_leaves_what_stands_between_alone():
    rows = read("预计研发投入总额60亿元、增长8%,研发投入占比2.1%,专利拥有量9件,预计人才达到3万人。")
    assert [row.qualifier for row in rows] == ["expected"] * 3 + ["exact", "expected"]


def test_sections_follow_the_headings():
    text = "总述5家。\n一、成效\n(一)平台\n平台6个。\n1.实验室。实验室7个。\n二、安排\n任务8项。"
    assert [row.section for row in read(text)] == ["0", "1.1", "1.1.1", "2"]
    assert [line.section for line in lines(normalise("十二、尾声\n"))] == ["12"]


def test_periods_are_carried():
    text = (
        "2022年,产值10亿元。上半年投资4亿元。“十四五”期间平台20个。\n"
        "2016—2020年,新建30所。\n1—9月利润2亿元。"
    )
    assert [row.period for row in read(text, 2022)] == [
        "2022",
        "2022H1",
        "2021-2025",
        "2016-2020",
        "2022-01/09",
    ]
    assert Clock(Years("2023", "2023"), "2023").named_in("比2019年") == ""


def test_the_year_is_the_one_named_in_the_title_or_most_often():
    assert infer_year("2021年某市统计公报\n2022年3月发布") == "2021"
    assert infer_year("2023年,增长。2023年末。到2027年。") == "2023"
    assert infer_year("没有年份") == ""


@pytest.mark.parametrize(
    ("head", "noun"),
    [
        ("全市累计引进新型研发机构", "新型研发机构"),
        ("组织实施市级科技项目", "市级科技项目"),
        ("规上工业企业实现利润", "规上工业企业|利润"),
        ("截至2023年末全市拥有国家级孵化器", "国家级孵化器"),
        ("新能源等战略性新兴产业", "战略性新兴产业"),
        ("主要污染物排放量", "主要污染物排放量"),
        ("可再生能源装机", "可再生能源装机"),
    ],
)
def test_nouns_are_cut_out_of_their_clauses(head, noun):
    got, agent = noun_of(head)
    expected_agent, _, expected = noun.rpartition("|")
    assert got == expected
    assert not expected_agent or agent == expected_agent


@pytest.mark.parametrize(
    ("names", "size", "parts"),
    [
        ("甲、乙和丙", 3, ["甲", "乙", "丙"]),
        ("水泥、钢材产量", 2, ["水泥产量", "钢材产量"]),
        ("电池及组件、仪器及仪表增加值", 2, ["电池及组件增加值", "仪器及仪表增加值"]),
        ("城镇和农村居民收入", 2, ["城镇居民收入", "农村居民收入"]),
        ("城乡居民收入", 2, ["城镇居民收入", "农村居民收入"]),
        ("第一、第二产业增加值", 2, ["第一产业增加值", "第二产业增加值"]),
        ("一个名称", 2, []),
    ],
)
def test_lists_of_names(names, size, parts):
    assert distribute(names, size) == parts


def test_signs_of_every_width_keep_offsets():
    text = "占比５％，增长３．２％（其中：１，２００家）\u3000"
    assert len(normalise(text)) == len(text)
    assert [float(token.value) for token in scan(normalise(text))] == [5, 3.2, 1200]


def test_text_in_two_encodings_reads_the_same(tmp_path):
    text = "全年技术合同成交额86.5亿元,增长12%。\n"
    paths = []
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(text.encode(encoding))
        paths.append(path)
    first, *others = (read_file(path) for path in paths)
    assert len(first) == 2
    assert all(rows == first for rows in others)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, bytes(range(256)) * 4, b"\xff\xfe\x00\xd8"]
)
def test_bytes_that_are_no_text_get_one_clear_error(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(DataError, match=r"x: not a text file"):
        read_text(tmp_path / "x")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_file(tmp_path / "none.txt")


def test_the_draft_goes_to_a_file_and_back(tmp_path):
    rows = read("新增企业12家、累计86家,增长“五成”以上。占比7.50%,提高0.3个百分点。", 2023)
    write_draft(rows, tmp_path / "draft.csv")
    raw = (tmp_path / "draft.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.decode("utf-8").splitlines()[0] == ",".join(COLUMNS)
    again = load_draft(tmp_path / "draft.csv")
    assert [row["printed"] for row in again] == [row.printed for row in rows]
    frame = to_frame(rows)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["linked_to_offset"].isna().sum() == sum(r.linked_to_offset is None for r in rows)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("value", "about 5", "a plain decimal number"),
        ("measure", "growth", "one of level"),
        ("char_offset", "x", "a whole number"),
        ("linked_to_offset", "99999", "a char_offset of the same table"),
        ("subject", "", "some text"),
        ("qualifier", "circa", "one of exact"),
    ],
)
def test_a_broken_cell_of_a_draft_is_named(tmp_path, column, cell, message):
    path = tmp_path / "draft.csv"
    write_draft(read("企业12家,增长5%。", 2023), path)
    with open(path, encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[1][column] = cell
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(DataError, match=rf"row 3, column '{column}': .*{message}"):
        load_draft(path)


def test_the_command_writes_draft_and_page(tmp_path, capsys):
    report = tmp_path / "报告.txt"
    report.write_bytes("2024年,新增企业12家,增长5%。".encode("gb18030"))
    said = []
    code = main(report, out=tmp_path / "d.csv", review=tmp_path / "r.html", say=said.append)
    assert code == 0
    assert "2 figures" in said[0]
    assert "--year 2024 --adopt" in said[-1]
    assert "12家" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""


def test_the_command_says_when_there_is_no_figure(tmp_path):
    report = tmp_path / "r.txt"
    report.write_text("没有数字的文字。", encoding="utf-8")
    assert main(report, out=tmp_path / "d.csv", say=lambda _: None) == 1


def test_the_command_never_overwrites_the_report(tmp_path):
    report = tmp_path / "r.csv"
    report.write_text("企业5家。", encoding="utf-8")
    with pytest.raises(DataError, match="is the report itself"):
        main(report, out=report)
    assert report.read_text(encoding="utf-8") == "企业5家。"


def test_a_sentence_torn_over_lines_is_read_as_one():
    text = (
        "全年技术合同成交额达到六个片区的统计口径并经核定,高新区技术合同成交额86.5亿元,\n"
        "同比增长12%,居全省第2位。\n二、安排\n任务8项。\n"
    )
    rows = read(text, 2023)
    assert [row.linked_to_offset for row in rows] == [None, rows[0].char_offset, None, None]
    assert [row.section for row in rows] == ["0", "0", "0", "2"]


def test_a_heading_gives_its_year_to_what_stands_below_it():
    text = (
        "关于2031年工作的报告\n一、2031年主要工作\n平台收入12亿元。\n二、2032年工作打算\n"
        "力争平台收入突破15亿元，专利达到90件。\n(一)建设\n新建中试线4条。\n三、保障\n投入3亿元。\n"
        "四、明年展望\n引进团队6个。"
    )
    rows = read(text)
    assert [row.period for row in rows] == ["2031", "2032", "2032", "2032", "2032", "2032"]
    # The bound is the qualifier; that it is a target stands in the note.
    assert (rows[1].qualifier, AS_EXPECTED in rows[1].note) == ("more_than", True)
    assert (rows[2].qualifier, AS_EXPECTED in rows[2].note) == ("expected", False)
    assert AS_EXPECTED not in rows[0].note


def test_an_expectation_behind_its_own_noun_ends_at_the_semicolon():
    text = "瞪羚企业预计达820家;孵化面积640万平方米,增长5.1%;产值预计910亿元,增长7.2%。"
    found = [row.qualifier for row in read(text)]
    assert found == ["expected", "exact", "exact", "expected", "expected"]
    led = "预计全年产值910亿元,增长7.2%;利润84亿元,增长3.3%。"
    assert {row.qualifier for row in read(led)} == {"expected"}


@pytest.mark.parametrize("cell", ["=1+1", "+甲", "@甲", "-甲", "\t=1", "-3.2%", "'甲", "甲=乙"])
def test_a_cell_that_a_spreadsheet_would_compute_is_escaped_and_read_back(tmp_path, cell):
    (row,) = read("研发投入746亿元。", 2024)
    row.subject = row.note = cell
    write_draft([row], tmp_path / "draft.csv")
    with open(tmp_path / "draft.csv", encoding="utf-8", newline="") as handle:
        stored = next(csv.DictReader(handle))["subject"]
    assert stored[0] not in "=+@\t"
    assert stored[:1] != "-" or stored[1].isdigit()
    (found,) = load_draft(tmp_path / "draft.csv")
    assert (found["subject"], found["note"]) == (cell, cell)


@pytest.mark.parametrize(
    ("out", "review", "message"),
    [
        ("report.txt", None, "--out .* is the report"),
        ("draft.csv", "report.txt", "--review .* is the report"),
        ("draft.csv", "./draft.csv", "--review .* is --out"),
        ("link.txt", None, "--out .* is the report"),
    ],
)
def test_nothing_is_written_over_the_report_or_the_draft(
    tmp_path, monkeypatch, out, review, message
):
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_text("研发投入746亿元。", encoding="utf-8")
    Path("link.txt").hardlink_to("report.txt")
    with pytest.raises(DataError, match=message):
        main("report.txt", 2024, out, review)
    assert Path("report.txt").read_text(encoding="utf-8") == "研发投入746亿元。"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("甲乙丙丁\n研发\0投入".encode(), "NUL character in row 2"),
        ("研发投入\n".encode() + "技术合同".encode("gb18030"), "the first in row 2"),
        ("技术合同\n".encode("gb18030") * 3 + "研发投入\n".encode(), "the first in row 4"),
        ("研发投入\n".encode() + "技术合同".encode()[:-1] + b"\xff", "row 2"),
    ],
)
def test_mixed_and_broken_encodings_are_refused_with_their_line(tmp_path, data, message):
    (tmp_path / "report.txt").write_bytes(data)
    with pytest.raises(DataError, match=f"report.txt: not a text file; found .*{message}"):
        read_text(tmp_path / "report.txt")
    assert decoded("技术合同\n研发\n".encode("gb18030"), "x") == "技术合同\n研发\n"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("技术合同成交额三十亿零六百万元。", ["三十亿零六百万元"]),
        ("企业两千余家，几十个平台，上百名专家。", ["两千余家", "几十个", "百名"]),
        ("参与群众几万人，增长百分之三十几，50几家企业。", ["几万人", "百分之三十几", "50几家"]),
        ("产值翻一番，投资零增长。", ["翻一番", "零增长"]),
        ("研发經費746億元，專利增長8%。", ["traditional"]),
        ("指标\t2023\t2024\n研发经费\t686.6\t746.7\n", ["2023", "2024", "686.6", "746.7"]),
        ("三个中心，十项任务，第十二届，百强企业5家，占七成，增长百分之八。", []),
        ("十四五时期千方百计稳就业，新增3万人。", []),
    ],
)
def test_what_is_left_out_is_counted_and_named(text, places):
    lines = warnings_of(text, read(text, 2024))
    assert all(line.startswith("warning: ") and "注意：" in line for line in lines)
    assert bool(lines) == bool(places)
    for place in places:
        assert place in "".join(lines)


def test_the_command_says_what_it_left_out_and_which_year_it_took(tmp_path):
    text = "2025年政府工作报告\n一、2024年工作回顾\n企业三千余家，投资746亿元。\n"
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    said = []
    main(tmp_path / "report.txt", 2025, tmp_path / "draft.csv", say=said.append)
    warned = [line for line in said if line.startswith("warning: ")]
    assert len(warned) == 2
    assert "about 2024" in warned[0]
    assert "三千余家" in warned[1]
    assert "--year 2024" in said[-1]

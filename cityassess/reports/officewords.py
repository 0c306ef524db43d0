"""The words that titles and headings of official papers are made of, so that no line of one ends inside a word.

The list is short on purpose: the words of city management and of official style, not the language. What it does not
know, names of places above all, is held together up to the word or the ending (市, 街道, 局) that follows.
"""

from __future__ import annotations

import re
from functools import cache

WORD_TORN = 4.0
BAD_START = 3.0
BAD_END = 1.5
_PARTICLES = "的和与及或之等了着而至"
_LEADING = (
    "和",
    "与",
    "及",
    "或",
    "对",
    "在",
    "为",
    "以",
    "将",
    "把",
    "向",
    "从",
    "按",
    "关于",
    "进一步",
    "不",
)
_ENDINGS = "省市县区镇乡村局委办处科所站队组部院厅街路道桥河湖巷园厂场片线期号率法制化性"
# What closes a compound: better with the word before it.
_TAILS = (
    "情况",
    "工作",
    "行动",
    "方案",
    "通报",
    "通知",
    "制度",
    "办法",
    "结果",
    "水平",
    "能力",
    "任务",
    "机制",
)
_TAIL_TORN = 0.7
_LONGEST_NAME = 4

_WORDS = """
城乡环境卫生 市容环境卫生 环境卫生 城市管理 综合行政执法 行政执法 综合执法 城市综合管理 城乡建设 精细化管理
网格化管理 数字化管理 领导小组 办公室 委员会 指挥部 管委会 管理局 执法局 城管局 城管委 住建局 街道办事处
办事处 人民政府 区政府 市政府 县政府 党工委 党委 党组 市委 区委 县委 支队 大队 中队 分局 中心 机关 专班
国家卫生城市 卫生城市 全国文明城市 文明城市 园林城市 生态园林城市 卫生县城 卫生乡镇 文明单位 文明社区
市容环境 市容市貌 市容秩序 街面秩序 交通秩序 经营秩序 占道经营 店外经营 出店经营 跨门经营 流动摊点 户外广告
门头牌匾 店招标牌 背街小巷 主次干道 老旧小区 农贸市场 公共厕所 公共设施 公共停车 公共场所 生活垃圾 建筑垃圾
餐厨垃圾 垃圾分类 渣土运输 渣土车 工程车辆 共享单车 非机动车 机动车 车辆停放 停车泊位 停车场 违法建设
违章建筑 两违 城市道路 城市桥梁 城市道路清扫 道路清扫 清扫保洁 道路保洁 城市绿化 园林绿化 城市照明 城市供水
城市防汛 污水处理 黑臭水体 病媒生物防制 病媒生物 海绵城市 智慧城管 数字城管 智慧城市 城市大脑 口袋公园
慢行系统 排水防涝 历史文化 夜景照明 夜景亮化 井盖 窨井盖 危桥 街长制 路长制 河长制 巷长制 田长制 林长制
门前三包 门前四包 门前五包 十乱 六乱 牛皮癣 小广告 乱堆乱放 乱贴乱画 乱停乱放 语言文字 普通话 规范汉字
语言文字规范化 城市体检 体检评估 国土空间规划 国土空间 满意度 满意率 完好率 覆盖率 处置率 结案率 督查考核
考核评比 考核评价 考评办法 考核办法 考核细则 考核情况 考评情况 测评情况 检查情况 督查情况 工作情况 排名情况
整改情况 得分情况 评比情况 综合考评 综合考核 综合评价 综合测评 综合得分 综合成绩 综合整治 综合治理 综合管理
专项整治行动 专项治理行动 专项行动 专项整治 专项检查 专项督查 专项治理 专项 综合 考核 考评 考查 评估 评价
评比 评议 测评 检查 督查 督办 督导 督促 抽查 巡查 暗访 明察 验收 复审 复查 评审 达标 整治 整改 治理 提升
巩固 巩固提升 改造 改进 提质 增效 建设 创建 管理 管护 养护 维护 执法 监督 监管 监测 监控 防治 防制 实施 落实
推进 推动 开展 加强 加大 强化 深化 优化 细化 完善 健全 规范 明确 严格 全面 深入 扎实 持续 切实 着力 大力
积极 进一步 认真 做好 抓好 确保 保障 促进 提高 解决 处理 处置 办理 受理 派遣 反馈 结案 核查 通报 公布 公示
公告 通知 印发 发布 转发 关于 报告 请示 意见 决定 方案 实施方案 工作方案 行动方案 应急预案 预案 办法
管理办法 暂行办法 暂行规定 实施细则 细则 规定 条例 标准 指南 要点 工作要点 计划 工作计划 规划 总结 纪要 会议
会议纪要 简报 清单 台账 目录 名单 情况 结果 成绩 排名 得分 评分 扣分 加分 名次 等次 红榜 黑榜 红黑榜 奖惩
奖励 处罚 问责 责任追究 表扬 通报表扬 批评 通报批评 约谈 更正 工作 任务 目标 目标任务 要求 工作要求 措施
保障措施 举措 问题 主要问题 存在问题 突出问题 原因 建议 典型案例 案例 案件 事件 部件 基本情况 总体情况
总体要求 总体目标 指导思想 基本原则 工作目标 工作任务 重点任务 主要任务 工作举措 工作内容 工作流程 工作步骤
阶段安排 时间安排 组织领导 加强组织领导 组织实施 组织机构 宣传 宣传教育 宣传引导 培训 业务培训 动员部署
自查自评 自查 下一步 下一步工作 下步 附件 附表 一览表 明细表 汇总表 统计表 情况表 得分表 排名表 年度 季度
月份 月度 上半年 下半年 第一季度 第二季度 第三季度 第四季度 一季度 二季度 三季度 四季度 全年 本月 上月
本季度 上季度 今年 去年 近期 阶段 第一阶段 时间 日常 定期 常态化 长效 机制 长效机制 工作机制 体制 制度
责任制 责任 责任单位 牵头单位 主体责任 城市 城区 城乡 城镇 农村 乡镇 街道 社区 小区 村居 街区 道路 街巷 片区
区域 单位 部门 各单位 各部门 有关部门 有关单位 各街道 各乡镇 企业 学校 医院 市场 商户 群众 市民 居民 人民
社会 公众 公众参与 人员 队伍 队伍建设 干部 党员 党建 党建引领 党的建设 设施 基础设施 市政设施 市政 公用 环卫
环卫设施 绿化 亮化 净化 美化 园林 燃气 供水 排水 供热 照明 交通 停车 桥梁 隧道 河道 广场 公园 绿地 公厕 垃圾
渣土 扬尘 噪声 油烟 污水 污染 大气污染防治 生态环境 环境 卫生 市容 市貌 容貌 秩序 风貌 品质 形象 安全
安全生产 应急 应急管理 防汛 防溺水 消防 隐患 排查 信访 投诉 举报 热线 平台 系统 信息 信息化 信息报送 数据
数据库 数字化 标准化 规范化 精细化 制度化 市场化 网格化 智能化 法治化 科学化 专业化 服务 公共服务 服务水平
水平 能力 质量 效能 成效 成果 作用 力度 进展 进展情况 完成情况 落实情况 运行情况 项目 工程 工地 施工 建筑
规划建设 物业 物业管理 住宅 房屋 广告 招牌 牌匾 经营 运营 运行 运输 车辆 资金 经费 投入 预算 奖补 试点 示范
示范街 示范点 文明 创新 品牌 活动 行动 大干 攻坚 攻坚行动 百日 领导 组织 协调 统筹 联动 联合 合作 配合 参与
负责 牵头 主导 引领 引导 指导 服务保障 国家 全国 全省 全市 全区 全县 我市 我区 我县 我局 各级 各项 各类 有关
相关 重点 主要 重大 重要 突出 基本 总体 具体 一般 严重 优秀 良好 合格 先进 后进 较差 较好
"""


@cache
def _known() -> re.Pattern[str]:
    words = sorted(set(_WORDS.split()), key=lambda word: (-len(word), word))
    return re.compile("|".join(words))


def word_costs(text: str) -> list[float]:
    """Return what breaking ``text`` before each character costs for the words' sake: nothing at its ends."""
    costs = [0.0] * (len(text) + 1)
    place = 0
    for match in _known().finditer(text):
        _hold_unknown(text, place, match.start(), costs)
        for inner in range(match.start() + 1, match.end()):
            costs[inner] = WORD_TORN
        place = match.end()
    _hold_unknown(text, place, len(text), costs)
    for index, char in enumerate(text):
        if char in _PARTICLES:
            costs[index] += BAD_START
        if text.startswith(_LEADING, index):
            length = max(len(word) for word in _LEADING if text.startswith(word, index))
            costs[index + length] += BAD_END
        if text.startswith(_TAILS, index):
            costs[index] += _TAIL_TORN
    costs[0] = costs[-1] = 0.0
    return costs


def _hold_unknown(text: str, start: int, end: int, costs: list[float]) -> None:
    """Hold together what no word of the list covers, with the ending that it takes (娄星区, 乐坪街道)."""
    for match in re.finditer("[\u4e00-\u9fff]+", text[start:end]):
        parts = re.split(rf"(?<=[{_PARTICLES}{_ENDINGS}])|(?=[{_PARTICLES}])", match.group())
        place = start + match.start()
        for part in parts:
            if len(part) <= _LONGEST_NAME + 1:
                for inner in range(place + 1, place + len(part)):
                    costs[inner] = WORD_TORN
            place += len(part)
        # A name goes with the word that ends it: 乐坪 + 街道, 长青 + 社区.
        if place == end and text.startswith(
            ("街道", "社区", "乡镇", "广场", "公园", "办事处", "管委会"), end
        ):
            costs[end] = WORD_TORN
    # An ending that stands alone belongs to the word before it: 管理 + 局, 考核 + 组.
    if start and end > start and text[start] in _ENDINGS and costs[start] == 0.0:
        costs[start] = WORD_TORN

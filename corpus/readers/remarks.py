"""What the readers of office files tell about a document besides its text."""

from enum import StrEnum


class Remark(StrEnum):
    """What a reader tells about a document; the value is the warning that the user sees."""

    REVISIONS = "含修订痕迹，按接受全部修订后的内容读取。"
    HIDDEN = "含隐藏文字，未读入。"
    FOREIGN = "含嵌入的外部内容，未读入，仅列为附件。"
    CUT = "文件不完整，可能缺少部分内容。"
    DIAGRAM = "含 SmartArt 图形，其中的文字未读入。"

"""WeChat Moments: a few lines under a name; what is longer than six lines folds behind 全文."""

from collections.abc import Sequence

from markupsafe import Markup

from ...draft import Message
from ..assets import style_sheet
from ..found import Found
from ..pictures import pictures
from ..scene import Drawn, Look, Scene
from ..spans import element
from ..texts import shown_text
from .fold import fold
from .posts import avatar


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One entry of the feed."""
    text = str(message.payload.get("text", ""))
    name = element("p", element("bdi", scene.speaker), {"class": "name"})
    body = fold(shown_text(text, scene, (), found), "全文", "全文", "收起")
    more = Markup('<span class="dots" aria-hidden="true"></span>')
    foot = element("p", element("span", scene.words["now"]) + more, {"class": "foot"})
    said = element("div", name + body + pictures(message, scene) + foot, {"class": "said"})
    return Drawn(
        shown=element("div", avatar(scene.speaker) + said, {"class": "moment"}), paste=text
    )


LOOK = Look(name="wechat_moments", draw=draw, css=style_sheet(__package__, "wechat_moments.css"))

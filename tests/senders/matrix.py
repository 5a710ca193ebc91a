"""Every channel that sends, with its fake: the rows of the fault matrix."""

from crosspost.testing.trial import FakedChannel
from tests.fakes import (
    bluesky,
    buttondown,
    devto,
    dingtalk,
    discord,
    feishu,
    ghost,
    mastodon,
    matrix,
    misskey,
    slack,
    telegram,
    webhook,
    wechat,
    wordpress,
    x,
)

PLATFORM = {"app_id": wechat.APP_ID, "app_secret": wechat.APP_SECRET}

CHANNELS = {
    "x": FakedChannel(
        "X",
        x.XFake,
        "POST /2/tweets",
        dict.fromkeys(("api_key", "api_secret", "access_token", "access_token_secret"), "k"),
    ),
    "telegram": FakedChannel(
        "Telegram",
        telegram.TelegramFake,
        "/sendMessage",
        {"token": telegram.TOKEN},
        {"chat": "@kuajie"},
    ),
    "bluesky": FakedChannel(
        "Bluesky",
        bluesky.BlueskyFake,
        ".createRecord",
        {"password": bluesky.PASSWORD},
        {"handle": bluesky.HANDLE},
    ),
    "mastodon": FakedChannel(
        "Mastodon",
        mastodon.MastodonFake,
        "POST /api/v1/statuses",
        {"access_token": mastodon.TOKEN},
    ),
    "wechat-article": FakedChannel(
        "WeChat article",
        wechat.WeChat,
        "/draft/add",
        PLATFORM,
        {"publish": "false"},
        replies=False,
        second=1,
    ),
    "wechat-message": FakedChannel(
        "WeChat message",
        wechat.WeChat,
        "/custom/send",
        PLATFORM,
        {"to": wechat.FOLLOWER},
        replies=False,
    ),
    "webhook": FakedChannel(
        "Webhook",
        webhook.WebhookFake,
        "POST /",
        {"token": webhook.TOKEN, "signing_key": webhook.SIGNING_KEY, "path": webhook.PATH},
        {"idempotent": "true"},
        replies=False,
    ),
    "wecom": FakedChannel(
        "WeCom robot", wechat.WeChat, "/webhook/send", {"key": wechat.ROBOT}, replies=False
    ),
    "discord": FakedChannel(
        "Discord",
        discord.DiscordFake,
        "POST /webhooks/",
        {"webhook": f"{discord.WEBHOOK}/{discord.TOKEN}"},
        {"thread": ""},
        replies=False,
    ),
    "feishu": FakedChannel(
        "Feishu robot",
        feishu.FeishuFake,
        "/hook/",
        {"webhook": feishu.END, "signing_key": feishu.SIGNING_KEY},
        replies=False,
    ),
    "dingtalk": FakedChannel(
        "DingTalk robot",
        dingtalk.DingTalkFake,
        "/robot/send",
        {"access_token": dingtalk.TOKEN, "signing_key": dingtalk.SIGNING_KEY},
        replies=False,
    ),
    "slack": FakedChannel(
        "Slack",
        slack.SlackFake,
        "/chat.postMessage",
        {"token": slack.TOKEN},
        {"chat": slack.CHANNEL},
    ),
    "ghost": FakedChannel(
        "Ghost",
        ghost.GhostFake,
        "POST /ghost/api/admin/posts/",
        {"admin_key": ghost.ADMIN_KEY},
        replies=False,
        second=1,
    ),
    "wordpress": FakedChannel(
        "WordPress",
        wordpress.WordPressFake,
        "POST /wp-json/wp/v2/posts",
        {"password": wordpress.PASSWORD},
        {"user": wordpress.USER},
        replies=False,
        second=1,
    ),
    "devto": FakedChannel(
        "DEV",
        devto.DevToFake,
        "POST /api/articles",
        {"api_key": devto.KEY},
        replies=False,
        second=1,
    ),
    "buttondown": FakedChannel(
        "Buttondown",
        buttondown.ButtondownFake,
        "POST /emails",
        {"token": buttondown.TOKEN},
        replies=False,
        second=1,
    ),
    "misskey": FakedChannel(
        "Misskey", misskey.MisskeyFake, "/notes/create", {"access_token": misskey.TOKEN}
    ),
    "matrix": FakedChannel(
        "Matrix",
        matrix.MatrixFake,
        "/send/m.room.message/",
        {"access_token": matrix.TOKEN},
        {"room": matrix.ROOM},
    ),
    "slack-webhook": FakedChannel(
        "Slack webhook",
        slack.SlackWebhookFake,
        "/services/",
        {"webhook": slack.HOOK},
        replies=False,
    ),
}

"""What may be looked at: channels, drafts, what became of messages. Nothing here sends anything."""

import datetime as dt

from .. import configuration, registry
from .._record import plain
from ..adapters import channel_of
from ..configuration import Settings
from ..counting import unit_label
from ..errors import ChannelSpecError, CrosspostError
from ..model.channel_spec import ChannelSpec
from ..model.draft import told_once
from ..model.findings import LEVELS
from ..preview.as_json import shown_draft, shown_finding
from . import drafts as selected
from .answers import (
    AccountSummary,
    ChannelsAnswer,
    ChannelSummary,
    CheckAnswer,
    CheckedFinding,
    PreviewAnswer,
    TextLimit,
    ToldError,
)
from .drafts import drafts_of, told
from .operations import Host
from .requests import ChannelsRequest, LookRequest


def channels(request: ChannelsRequest, _: Host) -> ChannelsAnswer:
    """Every channel in short, the accounts there are; one channel whole where it is named."""
    settings = configuration.read(for_drafts=True)
    entry = plain(registry.load_channel(request.name)) if request.name else None
    found: list[ChannelSummary] = []
    failed: list[ToldError] = []
    for name in [request.name] if request.name else registry.channel_names():
        try:
            found.append(_summary(registry.load_channel(name)))
        except ChannelSpecError as error:
            failed.append(told(error))
    return ChannelsAnswer(
        channels=tuple(found),
        accounts=tuple(_accounts(settings, failed)),
        entry=entry,
        errors=tuple(failed),
    )


def _summary(spec: ChannelSpec) -> ChannelSummary:
    rule = spec.text.count
    limits = (
        TextLimit(max=one.max, unit=unit_label(one.unit, "en", own=rule))
        for one in spec.text.limits
    )
    return ChannelSummary(
        name=spec.name,
        title=spec.title,
        limits=tuple(limits),
        thread=spec.thread.by,
        languages=spec.layout.languages,
        sends=not channel_of(spec).pasted,
    )


def _accounts(settings: Settings, failed: list[ToldError]) -> list[AccountSummary]:
    found = []
    for name in settings.accounts:
        try:
            account = settings.account(name)
        except CrosspostError as error:
            failed.append(told(error))
            continue
        languages = account.layout.languages
        found.append(AccountSummary(name=name, channel=account.spec.name, languages=languages))
    return found


def check(request: LookRequest, host: Host) -> CheckAnswer:
    """What is wrong with a post, or lost, for each account or channel."""
    post, _, made, failed = drafts_of(request, host.root, request.channels, only_to_look=True)
    made = selected.with_full_rates(made, lambda: dt.datetime.now(dt.UTC))
    shared, alone = told_once(made)
    concerned = {one: [draft.account for draft in made] for one in shared}
    for draft in alone:
        for one in draft.findings:
            concerned.setdefault(one, []).append(draft.account)
    findings = (
        CheckedFinding(
            level=one.level,
            code=one.code,
            where=one.where,
            message=one.message,
            accounts=tuple(names),
        )
        for one, names in sorted(concerned.items(), key=lambda each: LEVELS.index(each[0].level))
    )
    return CheckAnswer(
        languages=post.languages, findings=tuple(findings), errors=tuple(map(told, failed))
    )


def preview(request: LookRequest, host: Host) -> PreviewAnswer:
    """What each account or channel would receive, with what says yes to it."""
    post, base, made, failed = drafts_of(request, host.root, request.channels, only_to_look=True)
    made, _ = selected.approvable(made, base)
    shared, _ = told_once(made)
    return PreviewAnswer(
        languages=post.languages,
        drafts=tuple(map(shown_draft, made)),
        findings=tuple(map(shown_finding, shared)),
        errors=tuple(map(told, failed)),
    )

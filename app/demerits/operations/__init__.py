"""Every write of the module."""

from .measures import (
    follow_total,
    hold_people,
    record_talk,
    settle_after_training,
    settled_of,
    talk_refusals,
    talk_words,
    tell_of_failed_retraining,
)
from .proposals import TICK, none_is_passed, priced, propose, recordable, take_back
from .reasons import (
    LINES,
    add_list,
    change_list,
    fill_list,
    list_refusals,
    publish_list,
    published_words,
    remove_list,
)
from .records import (
    EVIDENCE,
    begin_records,
    correct_record,
    lend_evidence,
    record_refusals,
    remove_record,
)
from .successions import follow_person, hand_over_records

__all__ = [
    "EVIDENCE",
    "LINES",
    "TICK",
    "add_list",
    "begin_records",
    "change_list",
    "correct_record",
    "fill_list",
    "follow_person",
    "follow_total",
    "hand_over_records",
    "hold_people",
    "lend_evidence",
    "list_refusals",
    "none_is_passed",
    "priced",
    "propose",
    "publish_list",
    "published_words",
    "record_refusals",
    "record_talk",
    "recordable",
    "remove_list",
    "remove_record",
    "settle_after_training",
    "settled_of",
    "take_back",
    "talk_refusals",
    "talk_words",
    "tell_of_failed_retraining",
]

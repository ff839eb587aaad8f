"""Whoever is faster, and in whichever order saves arrive: no last text disappears unseen."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from app.drafts import rules
from app.drafts.rules import Sent

NAMES = ("a", "b")


@dataclass(frozen=True)
class Stored:
    client: str
    number: int
    value: str | None
    revision: int


@dataclass
class Server:
    """The texts of each field, merged by the rules, one save after the other."""

    revision: int = 0
    texts: dict[str, list[Stored]] = field(default_factory=lambda: {name: [] for name in NAMES})

    def save(self, client: str, sent: list[Sent]) -> None:
        fresh = [one for one in sent if not rules.is_late(self.texts[one.name], one, client, 0)]
        self.revision += bool(fresh)
        for one in fresh:
            gone = rules.settled(self.texts[one.name], one, client)
            kept = [text for text in self.texts[one.name] if text not in gone]
            own = Stored(client, one.number, one.value, self.revision)
            self.texts[one.name] = [*kept, own]


@dataclass
class Editor:
    """A window: what it shows, what it has shown of others, and the saves under way."""

    client: str
    edits: int = 0
    shown: dict[str, set[str | None]] = field(default_factory=lambda: {n: set() for n in NAMES})
    own: dict[str, str] = field(default_factory=dict)
    beside: dict[str, list[Stored]] = field(default_factory=lambda: {n: [] for n in NAMES})
    over: dict[str, set[int]] = field(default_factory=lambda: {n: set() for n in NAMES})
    dirty: dict[str, int] = field(default_factory=dict)
    under_way: list[list[Sent]] = field(default_factory=list)

    def type(self, name: str, text: str) -> None:
        self.edits += 1
        self.own[name] = text
        self.dirty[name] = self.edits

    def send(self) -> None:
        if self.dirty:
            self.under_way.append(
                [
                    Sent(name, self.own[name], number, frozenset(self.over[name]))
                    for name, number in self.dirty.items()
                ]
            )
            self.dirty = {}

    def arrive(self, server: Server, place: int) -> None:
        if self.under_way:
            server.save(self.client, self.under_way.pop(place % len(self.under_way)))

    def look(self, server: Server) -> None:
        for name in NAMES:
            texts = rules.newest_first(server.texts[name])
            others = [one for one in texts if one.client != self.client]
            self.shown[name] |= {one.value for one in others}
            if name not in self.own:
                self.over[name] |= {one.revision for one in texts[:1]}
                self.beside[name] = texts[1:]
            else:
                self.beside[name] = [
                    one
                    for one in others
                    if one.revision not in self.over[name] and one.value != self.own[name]
                ]

    def decide(self, name: str, *, adopt: bool) -> None:
        if not self.beside[name]:
            return
        text = self.beside[name].pop()
        self.over[name].add(text.revision)
        if name in self.own or adopt:
            value = text.value if adopt else self.own[name]
            self.type(name, value or "")


ACTS = st.tuples(
    st.sampled_from([0, 1]),
    st.sampled_from(["type", "type", "send", "arrive", "look", "adopt", "keep"]),
    st.sampled_from(NAMES),
    st.integers(0, 9),
)


def act_of(editor: Editor, server: Server, act: str, name: str, number: int) -> None:
    acts = {
        "type": lambda: editor.type(name, f"{editor.client} {editor.edits}"),
        "send": editor.send,
        "arrive": lambda: editor.arrive(server, number),
        "look": lambda: editor.look(server),
        "adopt": lambda: editor.decide(name, adopt=True),
        "keep": lambda: editor.decide(name, adopt=False),
    }
    acts[act]()


@settings(max_examples=400, deadline=None)
@given(st.lists(ACTS, max_size=60))
def test_two_editors_lose_no_last_text_unseen(acts):
    server = Server()
    editors = (Editor("one"), Editor("two"))
    for who, act, name, number in acts:
        act_of(editors[who], server, act, name, number)
    for editor in editors:
        editor.send()
        while editor.under_way:
            editor.arrive(server, 0)
    for editor, other in (editors, editors[::-1]):
        for name, text in editor.own.items():
            held = {one.value for one in server.texts[name]}
            assert text in held or text in other.shown[name]


def test_what_a_window_has_not_shown_stays_beside_its_own():
    server = Server()
    server.save("one", [Sent("a", "45", 1)])
    server.save("two", [Sent("a", "54", 1)])
    assert [one.value for one in rules.newest_first(server.texts["a"])] == ["54", "45"]


def test_what_it_has_settled_goes():
    server = Server()
    server.save("one", [Sent("a", "45", 1)])
    server.save("two", [Sent("a", "54", 1, frozenset([1]))])
    assert [one.value for one in server.texts["a"]] == ["54"]


def test_a_save_that_was_overtaken_changes_nothing():
    server = Server()
    server.save("one", [Sent("a", "123", 3)])
    server.save("one", [Sent("a", "12", 2)])
    assert [one.value for one in server.texts["a"]] == ["123"]


def test_what_arrives_after_the_record_was_stored_is_late():
    assert rules.is_late([], Sent("a", "1", 7), "one", handed_in=7)
    assert not rules.is_late([], Sent("a", "1", 8), "one", handed_in=7)


def test_two_who_type_the_same_agree():
    server = Server()
    server.save("one", [Sent("a", "45", 1)])
    server.save("two", [Sent("a", "45", 1)])
    assert [one.client for one in server.texts["a"]] == ["two"]

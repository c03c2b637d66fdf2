"""How sharply a search protocol knows its own questions: which octets are free, and that no other length passes."""

from types import ModuleType

from hypothesis import strategies as st

# What a question is made from.
OCTETS = st.binary(min_size=16, max_size=16)


def free_places(codec: ModuleType, octets: bytes = bytes(range(16))) -> list[set[int]]:
    """Where, in each of a protocol's questions, another octet leaves it one: all 255 others are tried at each place."""
    return [
        {
            at
            for at, own in enumerate(question)
            for other in range(256)
            if other != own and codec.is_question(question[:at] + bytes([other]) + question[at + 1 :])
        }
        for _, question in codec.questions(octets)
    ]


def taken_at_other_lengths(codec: ModuleType, octets: bytes = bytes(range(16))) -> list[bytes]:
    """What is taken for a question though octets miss at an end or inside, or one is too many."""
    tried = []
    for _, asked in codec.questions(octets):
        tried += [asked[:at] for at in range(len(asked))] + [asked[at:] for at in range(1, len(asked))]
        tried += [asked[:at] + asked[at + 1 :] for at in range(len(asked))]
        tried += [asked[:at] + more + asked[at:] for at in range(len(asked) + 1) for more in (b"\0", b" ", b"\xff")]
    return [other for other in tried if codec.is_question(other)]


def all_known(codec: ModuleType, octets: bytes) -> bool:
    """Whether there are questions, under names of their own, and each is known as one."""
    asked = codec.questions(octets)
    names = {name for name, _ in asked}
    return bool(asked) and len(names) == len(asked) and all(codec.is_question(question) for _, question in asked)

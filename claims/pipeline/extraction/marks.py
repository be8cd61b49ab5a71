"""One style of quotation marks: British single ones become double, character for character."""

import re

_OPENING = re.compile(r"(?:(?<=^)|(?<=[\s(\[:—–-]))['‘](?=\w|\[|\.\.|…)", re.MULTILINE)
_CLOSING = re.compile(r"(?<=[\w.,!?…\])%])['’](?!\w)")
_FEW = 3  # single-quoted stretches that make a style


def unify(text: str, plain: str) -> str:
    """The plain text with its outer quotation marks all double; `text` is the article, whose curly marks tell direction."""
    stretches = [s for line in re.finditer(r"[^\n]+", text) for s in _stretches(line.group(), line.start())]
    wordy = [s for s in stretches if text[s[0] : s[1]].count(" ") >= 3 or text[s[1] - 1] in ".,!?"]
    outside = plain.count('"') - sum(plain.count('"', *s) for s in stretches)
    if not wordy or (outside and (len(wordy) < _FEW or outside // 2 >= len(wordy))):
        return plain
    characters = list(plain)
    for start, end in stretches:
        for i in range(start + 1, end):
            if characters[i] == '"':
                characters[i] = "'"
        characters[start] = characters[end] = '"'
    return "".join(characters)


def _stretches(line: str, offset: int) -> list[tuple[int, int]]:
    """(offset of the opening mark, offset of the closing mark) of single-quoted stretches in a line."""
    found: list[tuple[int, int]] = []
    curly = "‘" in line
    openings = [m.start() for m in _OPENING.finditer(line) if not curly or line[m.start()] == "‘"]
    closings = [m.start() for m in _CLOSING.finditer(line) if not curly or line[m.start()] == "’"]
    which = 0
    for number, opening in enumerate(openings):
        limit = openings[number + 1] if number + 1 < len(openings) else len(line)
        while which < len(closings) and closings[which] <= opening:
            which += 1
        inside = [c for c in closings[which : which + 20] if c < limit]
        # A plural's apostrophe ("residents' savings") looks like a mark: prefer one after a stop, or not after an s.
        best = next((c for c in inside if line[c - 1] in ".,!?…" or line[c - 1] != "s"), inside[-1] if inside else None)
        if best is not None:
            found.append((offset + opening, offset + best))
    return found

"""The room in Chromium: how much a first visit loads, how soon words open a conversation, and the whole way when both
the processor and the line are slow."""
import json
import os

from rig import ROOT, median

FIRST_VISIT_KB, WORDS_MS, SENT_S, SENT_AT_MOST_S = 200, 1000, 6, 8


def measure(rig, report):
    rig.run(os.path.join(ROOT, 'tests/web/install'))
    with rig.serve(rig.office(), tcp=True) as server:
        said = json.loads(rig.run('node', os.path.join(ROOT, 'bench/room.mjs'), f'http://{server.address}'))
    report.limit('a first visit to the room, on its way', said['bytes'] / 1000, FIRST_VISIT_KB, 'KB')
    report.limit('from the words to the conversation', median(said['words_ms']), WORDS_MS, 'ms')
    report.limit('slow: from Send to sent, one part', median(said['send_s']), SENT_S, 's')
    report.limit('slow: the longest of them', max(said['send_s']), SENT_AT_MOST_S, 's')
    report.note('With a sixth of the processor and 400 kbit/s, 0.4 s there and back: '
                + ', '.join(f'{name} {seconds:.1f} s' for name, seconds in said['slow'].items()) + '.')

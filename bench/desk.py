"""The desk in Chromium: how soon the words open it with 500 matters, and whether anything holds the page up afterwards."""
import json
import os

from rig import ROOT, median

MATTERS, OPENED_MS, TASK_MS = 500, 1000, 50


def measure(rig, report):
    rig.run(os.path.join(ROOT, 'tests/web/install'))
    with rig.serve(rig.office(), tcp=True) as server:
        rig.tool('letters', server.address, MATTERS)
        said = json.loads(rig.run('node', os.path.join(ROOT, 'bench/desk.mjs'), f'http://{server.address}', rig.path('words'),
                                  str(MATTERS)))
    rounds = said['rounds']
    report.must(f'the desk shows {MATTERS} matters', all(r['there'] for r in rounds))
    report.limit(f'from the words to {MATTERS} matters', median(r['opened'] for r in rounds), OPENED_MS, 'ms')
    report.limit('the longest that holds the page up afterwards', median(r['longest'] for r in rounds), TASK_MS, 'ms')
    report.note(f'The first opening, which finds the {MATTERS} messages, took {said["first"] / 1000:.1f} s.')

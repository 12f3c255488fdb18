"""The desk's core in WebAssembly, in Node: its size, and a desk that finds 500 new messages."""
import json
import os

from rig import ROOT, median

ROUNDS, MESSAGES = 3, 500
MODULE = os.path.join(ROOT, 'build-wasm/wasm/desk.wasm')


def measure(rig, report):
    if not os.path.exists(MODULE):
        raise RuntimeError('build-wasm is not built: ./test bench does')
    rounds = []
    for _ in range(ROUNDS):
        with rig.serve(rig.office(), tcp=True) as server:
            rig.tool('letters', server.address, MESSAGES)
            rounds.append(json.loads(rig.run('node', os.path.join(ROOT, 'bench/wasm.mjs'), MODULE, f'http://{server.address}',
                                             rig.path('words'))))
    report.must(f'the desk holds {MESSAGES} matters', all(r['matters'] == MESSAGES for r in rounds))
    report.limit('the desk in WebAssembly, gzipped', rounds[0]['gzipped'] / 1000, 190, 'KB')
    report.limit(f'{MESSAGES} new messages opened', median(r['open'] for r in rounds), 500, 'ms')
    report.limit(f'{MESSAGES} matters sealed again', median(r['seal'] for r in rounds), 50, 'ms')

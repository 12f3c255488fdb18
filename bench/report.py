"""What was measured: as TAP, as a table, as JSON, and as a picture drawn by gnuplot."""
import datetime
import json
import os
import platform
import re
import subprocess
import sys

from rig import BUILD, CORES, ROOT


def number(value):
    return f'{value:,.0f}' if value >= 100 else f'{value:.3g}'


def machine():
    log = open(os.path.join(BUILD, 'meson-logs/meson-log.txt')).read()
    cpu = re.search(r'model name\s*: (.*)', open('/proc/cpuinfo').read())
    return {
        'cores': CORES,
        'processor': cpu.group(1) if cpu else platform.machine(),
        'kernel': platform.release(),
        'compiler': re.search(r'C compiler for the host machine: \S+ \((.*?) "', log).group(1),
        'date': datetime.date.today().isoformat(),
    }


class Report:
    def __init__(self):
        self.rows, self.notes, self.checks, self.failed = [], [], 0, False

    def _row(self, name, here, beside, ratio, goal, kept, **more):
        self.rows.append({'name': name, 'here': here, 'beside': beside, 'ratio': ratio, 'goal': goal, 'kept': kept, **more})
        self.must(f'measured: {name} ({"kept" if kept else "missed"})', True)

    def ratio(self, name, here, beside, ratio, goal, unit, whose):
        """A speed that should be so much of another's."""
        self._row(name, here, beside, ratio, goal, ratio >= goal, unit=unit, whose=whose, kind='speed')

    def at_most(self, name, here, beside, goal, unit, whose):
        """A cost that should be no more than so much of another."""
        ratio = here / beside
        self._row(name, here, beside, ratio, goal, ratio <= goal, unit=unit, whose=whose, kind='cost')

    def limit(self, name, here, most, unit):
        """A quantity with a limit."""
        self._row(name, here, None, None, most, here < most, unit=unit, whose=None, kind='limit')

    def note(self, text):
        self.notes.append(text)

    def must(self, name, holds):
        self.checks += 1
        self.failed = self.failed or not holds
        print(f'{"ok" if holds else "not ok"} {self.checks} - {name}', flush=True)

    def table(self):
        lines = [('measure', 'here', 'beside', 'ratio', 'goal', '')]
        for r in self.rows:
            beside = '' if r['beside'] is None else f'{number(r["beside"])} {r["whose"]}'
            ratio = '' if r['ratio'] is None else f'{r["ratio"]:.2f}'
            goal = {'speed': f'≥ {r["goal"]}', 'cost': f'≤ {r["goal"]}', 'limit': f'< {r["goal"]} {r["unit"]}'}[r['kind']]
            lines.append((r['name'], f'{number(r["here"])} {r["unit"]}', beside, ratio, goal, 'kept' if r['kept'] else 'missed'))
        wide = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
        print(file=sys.stderr)
        for line in lines:
            print('  '.join(cell.ljust(w) for cell, w in zip(line, wide)).rstrip(), file=sys.stderr)
        for text in self.notes:
            print(f'  {text}', file=sys.stderr)

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'result.json'), 'w') as out:
            json.dump({'machine': machine(), 'measures': self.rows, 'notes': self.notes}, out, indent=2, ensure_ascii=False)
            out.write('\n')
        self._draw(folder)

    def _draw(self, folder):
        """Speeds beside others' on one side, shares of limits on the other; 1 is the other, or the limit."""
        for kind, kinds in (('speeds', ('speed',)), ('limits', ('limit', 'cost'))):
            with open(os.path.join(folder, kind + '.tsv'), 'w') as out:
                for r in (r for r in self.rows if r['kind'] in kinds):
                    value = r['ratio'] if kind == 'speeds' else (r['ratio'] or r['here']) / r['goal']
                    label = f'{r["name"]} ({r["whose"]})' if kind == 'speeds' else r['name']
                    print(label, value, r['goal'] if kind == 'speeds' else 1, int(r['kept']), sep='\t', file=out)
        subprocess.run(['gnuplot', os.path.join(ROOT, 'bench/chart.gnuplot')], cwd=folder, check=True)

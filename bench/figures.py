"""Twenty years of bulletins audited: tables by themselves, and tied together by years and by circles. Processor time: one thread does it all."""
import json
import os
import random
import resource
import subprocess

from rig import BUILD, ROOT, median

MODULE = os.path.join(ROOT, 'build-wasm/wasm/trends.wasm')
ROUNDS, QUARTERS, CIRCLES, TABLES, ROWS, HIDDEN = 3, 80, 5, 10, 9, 4
WIDE_ROWS, WIDE_HIDDEN = 220, 200
# Two-way tables have the nine categories on one side. A square with as many hidden cells is the worst shape there is; what
# it takes is told beside it.
OFFICE_SIDES, WORST_SIDES = (24, 9), (20, 20)
NETWORK_LIMIT_S = {'native': 2, 'in WebAssembly': 5}
LINKED_LIMIT_S = {'native': 5, 'in WebAssembly': 15}


class File:
    def __init__(self):
        self.cells, self.equations = [], []

    def cell(self, value, status='published'):
        self.cells.append({'id': len(self.cells), 'value': value, 'status': status})
        return len(self.cells) - 1

    def sum(self, parts, status=lambda value: 'published'):
        value = sum(self.cells[part]['value'] for part in parts)
        total = self.cell(value, status(value))
        self.equations.append({'total': total, 'parts': parts})
        return total

    def hidden(self):
        return sum(cell['status'] != 'published' for cell in self.cells)


def alone(rows, hidden, most):
    """80 quarters of 50 one-way tables."""
    file, chance = File(), random.Random(1)
    for _ in range(QUARTERS * CIRCLES * TABLES):
        file.sum([file.cell(chance.randrange(most), 'primary') if row < hidden else file.cell(chance.randrange(10, 60))
                  for row in range(rows)])
    return file


def two_way(rows, columns, hidden):
    """As many tables of rows and columns with their totals: each is a network."""
    file, chance = File(), random.Random(3)
    for _ in range(QUARTERS * CIRCLES * TABLES):
        places = set(chance.sample(range(rows * columns), hidden))
        inner = [[file.cell(chance.randrange(10), 'primary') if row * columns + column in places else
                  file.cell(chance.randrange(10, 60)) for column in range(columns)] for row in range(rows)]
        total = file.sum([file.sum(row) for row in inner])
        file.equations.append({'total': total, 'parts': [file.sum(column) for column in zip(*inner)]})
    return file


def small(chance):
    return lambda value: 'primary' if value < 10 else 'secondary' if chance.random() < .3 else 'published'


def linked(tables):
    """Quarters, and years over them; four circles, and the institution over them."""
    file, chance = File(), random.Random(2)
    status = small(chance)
    for _ in range(tables * QUARTERS // 4):
        quarters = []
        for _ in range(4):
            circles = []
            for _ in range(CIRCLES - 1):
                values = [chance.choice([0, 1, 2, 3, 5, 8, 12, 15, 20]) for _ in range(ROWS)]
                circles.append([file.cell(value, status(value)) for value in values])
            circles.append([file.sum([circle[row] for circle in circles], status) for row in range(ROWS)])
            for circle in circles:
                file.sum(circle)
            quarters.append(circles)
        for circle in range(CIRCLES):
            file.sum([file.sum([quarter[circle][row] for quarter in quarters], status) for row in range(ROWS)])
    return file


def write(rig, file):
    path = rig.new_path('figures.json')
    with open(path, 'w') as out:
        json.dump({'cells': file.cells, 'equations': file.equations}, out)
    return path


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def native(path):
    began = processor_seconds()
    done = subprocess.run([os.path.join(BUILD, 'alcove'), 'figures', 'audit', '--json', path], stdout=subprocess.DEVNULL)
    # 3: not everything made up by chance is safe
    if done.returncode not in (0, 3):
        raise RuntimeError(f'the audit ended with {done.returncode}')
    return processor_seconds() - began


def in_wasm(path):
    if not os.path.exists(MODULE):
        raise RuntimeError('build-wasm is not built: ./test bench does')
    return json.loads(subprocess.check_output(['node', os.path.join(ROOT, 'bench/figures.mjs'), MODULE, path]))[0]


AUDITS = ('native', native), ('in WebAssembly', in_wasm)


def seconds(path, audit):
    return median(audit(path) for _ in range(ROUNDS))


def measure_networks(rig, report):
    """Less what it takes to read the same tables when nothing in them is hidden."""
    for rows, columns in (OFFICE_SIDES, WORST_SIDES):
        file = two_way(rows, columns, WIDE_HIDDEN)
        hidden, path = file.hidden(), write(rig, file)
        for cell in file.cells:
            cell['status'] = 'published'
        read = write(rig, file)
        for name, audit in AUDITS:
            whole, reading = seconds(path, audit), seconds(read, audit)
            if (rows, columns) == OFFICE_SIDES:
                report.limit(f'networks of {rows} by {columns}, {name}: {hidden:,} hidden cells', whole - reading, NETWORK_LIMIT_S[name], 's')
            report.note(f'networks of {rows} by {columns}, {name}: {whole - reading:.2f} s, {whole:.2f} s with reading')


def measure(rig, report):
    for name, file, limits in (('each by itself', alone(ROWS, HIDDEN, 10), NETWORK_LIMIT_S),
                               ('of 200 hidden cells each', alone(WIDE_ROWS, WIDE_HIDDEN, 10), NETWORK_LIMIT_S),
                               ('tied by years and circles', linked(5), LINKED_LIMIT_S)):
        path = write(rig, file)
        for where, audit in AUDITS:
            what = f'audit of 20 years of tables {name}, {where}: {file.hidden():,} hidden cells'
            report.limit(what, seconds(path, audit), limits[where], 's')
    measure_networks(rig, report)

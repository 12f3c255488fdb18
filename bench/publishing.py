"""An office's pages: made in a moment however many there are, and quick to show, by Lighthouse's measure."""
import hashlib
import json
import os
import shutil
import time

from rig import BUILD, ROOT, median

ROUNDS, GUIDES, LANGUAGES = 5, 500, ('en', 'es', 'fr')
BUILD_LIMIT_S, POINTS = 1, 99
# as long as the longest guide of offices/example
TEXT = 'Somebody who comes for the first time may not know where to begin, and need not. ' * 12


def content(rig):
    """An office that writes so many guides in each of three languages; the rest in its first."""
    folder = rig.new_path('content')
    shutil.copytree(os.path.join(ROOT, 'offices/longwood'), folder)
    with open(os.path.join(folder, 'office.yaml'), 'a') as office:
        office.write(f'\nlanguages: [{", ".join(LANGUAGES)}]\n')
    os.makedirs(os.path.join(folder, 'guides'), exist_ok=True)
    for n in range(GUIDES):
        for language in LANGUAGES:
            ending = '' if language == LANGUAGES[0] else f'.{language}'
            with open(os.path.join(folder, 'guides', f'guide-{n}{ending}.md'), 'w') as guide:
                guide.write(f'# Guide {n} ({language})\n\n## First\n\n{TEXT}\n\n- one thing\n- another\n\n## Then\n\n{TEXT}\n')
    return folder


def digest(folder):
    whole, count = hashlib.sha256(), 0
    for path, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            with open(os.path.join(path, name), 'rb') as file:
                whole.update(f'{os.path.relpath(file.name, folder)}\0'.encode() + file.read())
            count += name.endswith('.html')
    return count, whole.hexdigest()


def building(rig, report):
    folder, pages, took = content(rig), rig.new_path('pages'), []
    made = set()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        rig.run(os.path.join(BUILD, 'alcove'), 'site', 'build', folder, '--out', pages)
        took.append(time.perf_counter() - began)
        made.add(digest(pages))
    count = min(n for n, _ in made)
    report.must(f'{count} pages, made again and again, are the same to the byte', len(made) == 1 and count > GUIDES * len(LANGUAGES))
    report.limit(f'{GUIDES} guides in {len(LANGUAGES)} languages made into {count} pages', median(took), BUILD_LIMIT_S, 's')


def showing(rig, report):
    rig.run(os.path.join(ROOT, 'tests/web/install'))
    with rig.serve(rig.office(), tcp=True) as server:
        said = json.loads(rig.run('node', os.path.join(ROOT, 'tests/web/performance.mjs'), f'http://{server.address}/index.html',
                                  f'http://{server.address}/when-to-call.html'))
    for url, points in said.items():
        report.ratio(f'Lighthouse, performance of {url.rsplit("/", 1)[1]}', median(points), 100, median(points) / 100, POINTS / 100,
                     'points', 'at most')


def measure(rig, report):
    building(rig, report)
    showing(rig, report)

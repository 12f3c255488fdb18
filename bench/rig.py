"""What the measures share: offices, servers, and the programs of bench/."""
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.abspath(os.environ.get('ALCOVE_BUILD', os.path.join(ROOT, 'build')))
CORES = os.cpu_count()

median = statistics.median


def today():
    return int(time.time()) // 86400


class Server:
    """A program that serves, of ours or beside ours; ended when it is left."""

    def __init__(self, process, address):
        self.process, self.address = process, address

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def said_by_ready_fd(arguments):
    """Starts alcove-server; returns the process and the address it tells when it serves."""
    ours, theirs = os.pipe()
    process = subprocess.Popen([os.path.join(BUILD, 'alcove-server'), *arguments, '--puzzle', '0', '--ready-fd', str(theirs)],
                               pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as told:
        address = told.readline().strip()
    if not address:
        raise RuntimeError(f'alcove-server ended: {process.wait()}')
    return process, address


def ask(address, method, path, headers=()):
    """One request on a connection of its own; the answer and its body."""
    if address.startswith('unix:'):
        connection = http.client.HTTPConnection('localhost')
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(address[len('unix:'):])
    else:
        connection = http.client.HTTPConnection(address)
    connection.request(method, path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f'{path}: {answer.status}')
    return answer, body


class Rig:
    """A folder for all of it, with one office made by the real command and copied for each use."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='alcove-bench-')
        self.count = 0
        for name in ('home', 'state'):
            os.mkdir(self.path(name))
        self.environment = {**os.environ, 'HOME': self.path('home'), 'XDG_STATE_HOME': self.path('state'), 'LC_ALL': 'C.UTF-8'}
        self.run(os.path.join(BUILD, 'alcove'), 'office', 'init', self.path('made'), '--from', os.path.join(ROOT, 'offices/mit'),
                 '--words-file', self.path('words'))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def new_path(self, name):
        self.count += 1
        return self.path(f'{name}{self.count}')

    def run(self, *command, **more):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              env={**self.environment, **more}, cwd=self.folder)
        if done.returncode != 0:
            raise RuntimeError(f'{os.path.basename(command[0])}: {done.stderr.strip() or done.returncode}')
        return done.stdout

    def tool(self, name, *arguments, **more):
        said = self.run(os.path.join(BUILD, 'bench', name), *arguments, **more)
        return json.loads(said) if said else None

    def office(self, tags=0):
        """A new copy of the office, thirty days closed, the last of them with so many tags."""
        directory = self.new_path('office')
        shutil.copytree(self.path('made'), directory)
        if tags > 0:
            self.tool('fill', directory, today() - 1, tags)
        return directory

    def serve(self, directory, tcp=False):
        listen = '127.0.0.1:0' if tcp else f'unix:{self.new_path("socket")}'
        return Server(*said_by_ready_fd([directory, '--listen', listen]))

    def load(self, server, connections, seconds, *what):
        result = self.tool('load', server.address, connections, seconds, *what, SERVER_PID=str(server.process.pid))
        result['rate'] = result['requests'] / result['seconds']
        return result

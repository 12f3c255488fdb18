"""Tag tables and static pages, beside nginx with the same bytes and headers."""
import os
import socket
import subprocess
import time

from rig import CORES, Server, ask, median, today

ROUNDS, SECONDS, CONNECTIONS, GOAL = 5, 0.5, 64, 0.8
# What each program says of itself, and the moment: these may differ.
OWN = {'server', 'date', 'connection'}
CONFIGURATION = '''
{user}worker_processes {workers};
daemon off;
pid {root}.pid;
error_log stderr crit;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=100;
  client_body_temp_path {root}.tmp;
  proxy_temp_path {root}.tmp;
  fastcgi_temp_path {root}.tmp;
  uwsgi_temp_path {root}.tmp;
  scgi_temp_path {root}.tmp;
  etag off;
  max_ranges 0;
  gzip_static on;
  types {{ }}
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    root {root};
{locations}
  }}
}}
'''
LOCATION = '''    location = {path} {{
      default_type "{type}";
      {headers}
      add_header Last-Modified "";
      try_files {file} =404;
    }}
'''


def headers_of(answer):
    return sorted((name.lower(), value) for name, value in answer.getheaders() if name.lower() not in OWN)


def location(root, path, answer, body):
    """A place for nginx that answers what ours did; its gzip is ours, byte for byte."""
    file = '/v1' + path.replace('/', '_')
    packed = answer.getheader('Content-Encoding') == 'gzip'
    # nginx offers FILE.gz only where there is a FILE
    for name in [file] + ([file + '.gz'] if packed else []):
        with open(root + name, 'wb') as out:
            out.write(body)
    given = {'content-type', 'content-length', 'content-encoding'}
    lines = [f"add_header {name} {quote(value)};" for name, value in headers_of(answer) if name not in given]
    return LOCATION.format(path=path, type=answer.getheader('Content-Type'), headers='\n      '.join(lines), file=file)


def quote(value):
    return '"' + value.replace('\\', '\\\\').replace('"', '\\"') + '"'


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def nginx(rig, locations, root, port):
    configuration = CONFIGURATION.format(
        user='user root;\n' if os.geteuid() == 0 else '', workers=max(2, min(4, CORES)), root=root, port=port,
        locations=''.join(locations))
    with open(root + '.conf', 'w') as out:
        out.write(configuration)
    process = subprocess.Popen(['/usr/sbin/nginx', '-p', root, '-e', 'stderr', '-c', root + '.conf'], stderr=subprocess.DEVNULL)
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError('nginx ended')
        with socket.socket() as s:
            if s.connect_ex(('127.0.0.1', port)) == 0:
                return Server(process, f'127.0.0.1:{port}')
        time.sleep(0.01)
    raise RuntimeError('nginx does not answer')


OFFICE_TAGS = 4000  # 8,192 with cover: each cell has a body of 8 KiB


def measure(rig, report):
    table = '/v1/tags'
    accept = {'Accept-Encoding': 'gzip'}
    small, full = rig.serve(rig.office(200), tcp=True), rig.serve(rig.office(OFFICE_TAGS), tcp=True)
    with small, full:
        for what, server, path in (('closed days of a usual office', small, table), ('of an office with a day of 4,000', full, table),
                                   ('a static page, gzipped', small, '/')):
            root = rig.new_path('nginx')
            os.makedirs(root + '/v1')
            answer, body = ask(server.address, 'GET', path, accept)
            with nginx(rig, [location(root, path, answer, body)], root, free_port()) as other:
                theirs, their_body = ask(other.address, 'GET', path, accept)
                same = their_body == body and headers_of(theirs) == headers_of(answer)
                report.must(f'{what}: nginx answers the same bytes and headers', same)
                rounds = [(rig.load(server, CONNECTIONS, SECONDS, 'get', path), rig.load(other, CONNECTIONS, SECONDS, 'get', path))
                          for _ in range(ROUNDS)]
            report.must(f'{what}: not one request failed', not any(a['errors'] + b['errors'] for a, b in rounds))
            report.ratio(what, median(a['rate'] for a, _ in rounds), median(b['rate'] for _, b in rounds),
                         median(a['rate'] / b['rate'] for a, b in rounds), GOAL, '/s', 'nginx')

"""The vault of a desk, natively: sealed and opened with 200 open matters, and at the limits that visitors can reach."""
LIMIT_MS = 500


def measure(rig, report):
    for setting, what in [
            ('busy', 'the vault of 200 busy matters'),
            ('typical', 'the vault of 200 typical matters'),
            ('visitor', '32,768 messages of one visitor'),
            ('matters', '10,000 matters')]:
        took = rig.tool('vault', setting)
        report.note(f'{what}: {took["bytes"] / 2 ** 20:.1f} MiB, sealed {took["blob"] / 2 ** 20:.0f} MiB in {took["seal"]:.0f} ms')
        report.limit(f'{what}, opened', took['open'], LIMIT_MS, 'ms')

"""Look every installed package up in the advisory service; say NOT AUDITED, loudly, where that cannot be done."""

from __future__ import annotations

import json
import subprocess
import sys


def main() -> int:
    """Return 1 for a known vulnerability, else 0."""
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    try:
        looked_up = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print(f"NOT AUDITED: pip-audit gave no answer. {done.stderr.strip().splitlines()[-1:]}")
        return 0
    skipped = [each["name"] for each in looked_up if "skip_reason" in each]
    bad = [each for each in looked_up if each.get("vulns")]
    for each in bad:
        for found in each["vulns"]:
            print(
                f"{each['name']} {each['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none'}"
            )
    if skipped:
        print(f"NOT AUDITED: {len(skipped)} of {len(looked_up)} packages; the advisory service could not be asked.")
    else:
        print(f"Audited {len(looked_up)} packages: {len(bad)} with known vulnerabilities.")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())

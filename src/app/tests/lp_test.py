"""Real LPs on this machine: `trireme lp` serves each protocol over TLS, `trireme run` trades on what they quote."""

import os
import re
import signal
import subprocess
import unittest

from program import PROGRAM, TIMEOUT_S, WithFolder, trireme

SECRETS = {"LP_PASSWORD": "open-sesame", "LP_TOKEN": "test-token", "LP_KEY": "test-key", "LP_SECRET": "test-secret"}


class Served:
    """A server that runs until the end of a `with`, on a port that was free."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([PROGRAM, "lp", *map(str, arguments), "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.line = self.process.stdout.readline()
        self.port = int(re.search(r"localhost:(\d+)", self.line)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(TIMEOUT_S)
        self.process.stdout.close()


class Lps(WithFolder):
    def run_on(self, settings, seconds=3):
        file = self.folder / "lps.toml"
        file.write_text(settings)
        environment = {**SECRETS, "PATH": os.environ["PATH"]}
        done = trireme("run", "--data", self.folder / "data", "--config", file, "--seconds", seconds, "--clients", 10,
                       environment=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        trades = int(re.search(r"this run: \d+ orders, (\d+) trades", done.stdout)[1])
        self.assertGreater(trades, 10, done.stdout)
        quotes = [int(rate) for rate in re.findall(r"(\d+) quotes/s", done.stdout)]
        self.assertGreater(sum(quotes), 0, done.stdout)
        self.assertNotIn("is away", done.stdout)
        for file in self.folder.rglob("*"):
            if file.is_file() and file.suffix != ".pem":
                for secret in SECRETS.values():
                    self.assertNotIn(secret.encode(), file.read_bytes(), f"{file} holds a credential")
        return done.stdout

    def web(self, authority, port):
        at = f'{{ host = "localhost", port = {port} }}'
        return f'web = {{ authorities = "{authority}", requests = {at}, streams = {at} }}'

    def test_binance(self):
        authority = self.folder / "ca.pem"
        with Served("binance", "--authority", authority, "--api-key", "test-key", "--secret", "test-secret") as lp:
            shown = self.run_on(f"""
[[lps]]
type = "binance"
name = "binance"
api_key = "env:LP_KEY"
secret = "env:LP_SECRET"
instruments = [{{ symbol = "BTCUSD", as = "BTCUSDT" }}]
{self.web(authority, lp.port)}
""")
        self.assertIn("of 1 instruments, from binance (Binance spot at localhost)", shown)

    def test_oanda(self):
        authority = self.folder / "ca.pem"
        with Served("oanda", "--authority", authority, "--token", "test-token", "--account", "1-2-3") as lp:
            shown = self.run_on(f"""
[[lps]]
type = "oanda"
name = "oanda"
account = "1-2-3"
token = "env:LP_TOKEN"
instruments = [{{ symbol = "EURUSD", as = "EUR_USD" }}, {{ symbol = "USDJPY", as = "USD_JPY" }}]
{self.web(authority, lp.port)}
""")
        self.assertIn("of 2 instruments, from oanda (OANDA at localhost)", shown)

    def test_delta(self):
        authority = self.folder / "ca.pem"
        with Served("delta", "--authority", authority, "--api-key", "test-key", "--secret", "test-secret") as lp:
            self.run_on(f"""
[[lps]]
type = "delta"
name = "delta"
api_key = "env:LP_KEY"
secret = "env:LP_SECRET"
instruments = [{{ symbol = "BTCUSD", lot = "1000" }}]
{self.web(authority, lp.port)}
""")

    def test_fix_with_sessions_for_quotes_and_orders(self):
        authority = self.folder / "ca.pem"
        with Served("fix", "--authority", authority, "--client", "BROKER-Q", "--client", "BROKER-T", "--username", "broker",
                    "--password", "open-sesame") as lp:
            session = (f'host = "localhost", port = {lp.port}, authorities = "{authority}", target_comp_id = "LP", '
                       f'username = "broker", password = "env:LP_PASSWORD"')
            self.run_on(f"""
[[lps]]
type = "fix"
name = "prime"
instruments = [{{ symbol = "EURUSD" }}, {{ symbol = "USDJPY" }}]
quotes = {{ {session}, sender_comp_id = "BROKER-Q" }}
orders = {{ {session}, sender_comp_id = "BROKER-T" }}
""")
        self.assertTrue((self.folder / "data/lps/prime").is_dir())

    def test_says_what_an_lp_that_is_not_there_lacks(self):
        file = self.folder / "lps.toml"
        file.write_text('[[lps]]\ntype = "oanda"\nname = "oanda"\naccount = "1"\n'
                        'instruments = [{ symbol = "EURUSD", as = "EUR_USD" }]\n')
        refused = trireme("run", "--data", self.folder / "data", "--config", file, environment={"PATH": os.environ["PATH"]})
        self.assertEqual(refused.returncode, 1)
        self.assertIn("LP oanda: token: the environment has no OANDA_TOKEN", refused.stderr)


if __name__ == "__main__":
    unittest.main()

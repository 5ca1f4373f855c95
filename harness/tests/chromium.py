"""chromium.py -- a Chromium without a window, spoken to by its DevTools protocol over two pipes.

    with Chromium() as browser:
        browser.open('file:///tmp/index.html')
        browser.evaluate('document.title')
        browser.press('/')
        browser.errors          # what the console, the loader or a script complained about

Nothing but Python and Chromium is needed: no driver, no port, and no name is ever resolved.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PATIENCE = 60  # seconds until a Chromium that does not answer is given up

# What a key press has to say besides its name; a character that is typed has its own text.
KEYS = {'Enter': 13, 'Escape': 27, 'ArrowUp': 38, 'ArrowDown': 40, 'Tab': 9}


class Chromium:
    def __init__(self, program='chromium'):
        self.folder = tempfile.mkdtemp(prefix='klimb-browser-')
        from_us, to_it = os.pipe()
        from_it, to_us = os.pipe()
        command = [program, '--headless', '--remote-debugging-pipe', '--disable-gpu', '--no-first-run',
                   '--disable-background-networking', '--disable-component-update', '--disable-sync',
                   '--hide-scrollbars', '--host-resolver-rules=MAP * ~NOTFOUND', '--user-data-dir=' + self.folder]
        if os.geteuid() == 0:
            command.append('--no-sandbox')  # Chromium refuses to run as root with one

        def place_pipes():
            """It reads commands from descriptor 3 and writes answers to 4."""
            read_end, write_end = os.dup(from_us), os.dup(to_us)
            os.dup2(read_end, 3)
            os.dup2(write_end, 4)

        self.process = subprocess.Popen(command, preexec_fn=place_pipes, close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(from_us)
        os.close(to_us)
        self.out, self.back = to_it, from_it
        self.rest, self.number, self.session = b'', 0, None
        self.errors, self.requests, self.seen = [], [], set()
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(domain + '.enable')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- the protocol

    def read(self, patience=PATIENCE):
        """The next message, which may be an answer or an event."""
        until = time.monotonic() + patience
        while b'\0' not in self.rest:
            ready, _, _ = select.select([self.back], [], [], max(0, until - time.monotonic()))
            received = os.read(self.back, 1 << 16) if ready else b''
            if not received:
                raise TimeoutError('Chromium does not answer')
            self.rest += received
        message, self.rest = self.rest.split(b'\0', 1)
        message = json.loads(message)
        self.note(message.get('method'), message.get('params', {}))
        return message

    def note(self, method, params):
        """Keep what a page is not to do."""
        self.seen.add(method)
        if method == 'Runtime.exceptionThrown':
            details = params['exceptionDetails']
            self.errors.append(details.get('exception', {}).get('description', details['text']))
        elif method == 'Runtime.consoleAPICalled' and params['type'] in ('error', 'warning', 'assert'):
            self.errors.append('console: ' + ' '.join(str(part.get('value')) for part in params['args']))
        elif method == 'Log.entryAdded' and params['entry']['level'] in ('error', 'warning'):
            self.errors.append(params['entry']['text'] + ' ' + params['entry'].get('url', ''))
        elif method == 'Page.javascriptDialogOpening':
            self.errors.append('a dialog opened: ' + params['message'])
        elif method == 'Network.requestWillBeSent':
            self.requests.append(params['request']['url'])

    def call(self, method, **params):
        self.number += 1
        number = self.number
        message = {'id': number, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        rest = json.dumps(message).encode() + b'\0'
        while rest:
            rest = rest[os.write(self.out, rest):]
        while True:
            answer = self.read()
            if answer.get('id') == number:
                if 'error' in answer:
                    raise RuntimeError(f'{method}: {answer["error"]["message"]}')
                return answer['result']

    # ---- what a reader does

    def wait_for_load(self, patience=PATIENCE):
        while 'Page.loadEventFired' not in self.seen:
            self.read(patience)

    def open(self, address):
        self.seen.discard('Page.loadEventFired')
        answer = self.call('Page.navigate', url=address)
        if 'errorText' in answer:
            raise RuntimeError(f'{address}: {answer["errorText"]}')
        if 'loaderId' in answer:  # another place on the same page is there already
            self.wait_for_load()

    def evaluate(self, expression):
        result = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(f'{expression}: {result["exceptionDetails"]["exception"].get("description")}')
        return result['result'].get('value')

    def press(self, key):
        params = {'key': key, 'windowsVirtualKeyCode': KEYS.get(key, 0)}
        if len(key) == 1:
            params['text'] = key
        if key == 'Enter':
            params['text'] = '\r'
        self.call('Input.dispatchKeyEvent', type='keyDown', **params)
        self.call('Input.dispatchKeyEvent', type='keyUp', key=key)

    def press_and_follow(self, key):
        """Press a key that opens another page; the address where it led, or where it left the reader."""
        self.seen.discard('Page.loadEventFired')
        self.press(key)
        try:
            self.wait_for_load(PATIENCE / 6)
        except TimeoutError:
            pass
        return self.evaluate('location.href')

    def type(self, text):
        self.call('Input.insertText', text=text)

    def click(self, selector):
        self.evaluate(f'document.querySelector({json.dumps(selector)}).click()')

    # ---- what it looks like

    def resize(self, width, height):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def colour_scheme(self, scheme):
        self.call('Emulation.setEmulatedMedia', media='', features=[{'name': 'prefers-color-scheme', 'value': scheme}])

    def scripts(self, allowed):
        self.call('Emulation.setScriptExecutionDisabled', value=not allowed)

    def screenshot(self, path):
        """The whole page, at most so high that it can still be looked at."""
        size = self.call('Page.getLayoutMetrics')['cssContentSize']
        clip = {'x': 0, 'y': 0, 'width': size['width'], 'height': min(size['height'], 4000), 'scale': 1}
        data = self.call('Page.captureScreenshot', format='png', clip=clip, captureBeyondViewport=True)['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

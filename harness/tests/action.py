"""action.py -- walks the steps of harness/clients/action/action.yml as a runner of GitHub Actions would.

    python3 action.py KLIMB     from the repository's folder; KLIMB is the program that the first walks are given

A walk has a workspace (a git repository with two scenarios and their goldens), the files that a runner names in the
environment, and two stand-ins for actions of GitHub: a cache that is a folder, and artefacts that are copies. Expressions
are read as far as action.yml uses them; another one is an error. The last walk builds klimb from a copy of this repository.
The last line is "N passed, N failed".
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.getcwd()
ACTION = 'harness/clients/action'
passed = failed = 0


def expect(what, holds, shown=''):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print('action: FAILED: %s\n    %s' % (what, '\n    '.join(str(shown).splitlines()[-25:])))


# ---- the file ----------------------------------------------------------------------------------------------------

def scalar(text):
    if len(text) > 1 and text[0] == text[-1] and text[0] in '\'"':
        return text[1:-1]
    return text


def read_yaml(text):
    """Block mappings, block lists and plain or quoted scalars, each on one line: what action.yml is made of."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith('#')]

    def block(at, indent):
        is_list = lines[at].lstrip().startswith('- ')
        made = [] if is_list else {}
        while at < len(lines):
            line = lines[at]
            depth = len(line) - len(line.lstrip())
            if depth < indent or (depth == indent and line.lstrip().startswith('- ') != is_list):
                break
            if is_list:
                lines[at] = ' ' * (indent + 2) + line.lstrip()[2:]
                item, at = block(at, indent + 2)
                made.append(item)
                continue
            key, _, value = line.strip().partition(':')
            at += 1
            if value.strip():
                made[key] = scalar(value.strip())
            else:
                made[key], at = block(at, len(lines[at]) - len(lines[at].lstrip()))
        return made, at

    return block(0, 0)[0]


# ---- expressions -------------------------------------------------------------------------------------------------

class Walk:
    def __init__(self, klimb, workspace, scratch, runs_in=ROOT, cache=None, **inputs):
        self.action = read_yaml(open(os.path.join(runs_in, ACTION, 'action.yml'), encoding='utf-8').read())
        self.inputs = {name: about.get('default', '') for name, about in self.action['inputs'].items()}
        self.inputs.update(klimb=klimb, **{name.replace('_', '-'): value for name, value in inputs.items()})
        unknown = set(self.inputs) - set(self.action['inputs'])
        assert not unknown, unknown
        self.workspace, self.scratch, self.runs_in = workspace, scratch, runs_in
        self.cache = cache or os.path.join(scratch, 'cache')
        self.artefacts = os.path.join(scratch, 'artefacts')
        self.steps, self.done, self.log, self.code, self.saves = {}, [], '', 0, []

    def value(self, name):
        part = name.split('.')
        if part[0] == 'inputs':
            return self.inputs[part[1]]
        if part[0] == 'steps' and part[2] == 'outputs':
            return self.steps.get(part[1], {}).get(part[3], '')
        return {'runner.os': 'Linux', 'runner.arch': 'X64', 'github.run_id': str(len(os.listdir(self.scratch))),
                'github.run_attempt': '1'}[name]

    def fill(self, text):
        return re.sub(r'\$\{\{ *([\w.-]+) *\}\}', lambda match: self.value(match.group(1)), text)

    def applies(self, condition):
        if condition is None:
            return self.code == 0
        terms, is_always = condition.split(' && '), False
        for term in terms:
            if term == 'always()':
                is_always = True
                continue
            match = re.fullmatch(r"([\w.-]+) (==|!=) '([^']*)'", term)
            if (self.value(match.group(1)) == match.group(3)) != (match.group(2) == '=='):
                return False
        return is_always or self.code == 0

    # ---- steps ---------------------------------------------------------------------------------------------------

    def uses(self, step):
        name, inputs = step['uses'].split('@')[0], {key: self.fill(text) for key, text in step['with'].items()}
        kept = os.path.join(self.cache, inputs.get('key', ''))
        if name == 'actions/upload-artifact':
            shutil.copytree(inputs['path'], os.path.join(self.artefacts, inputs['name']), dirs_exist_ok=True)
        elif name == 'actions/cache/save':
            self.keep(inputs['path'], kept)
        elif name in ('actions/cache', 'actions/cache/restore'):
            found = [kept] if os.path.exists(kept) else self.newest(inputs.get('restore-keys'))
            if found:
                os.makedirs(os.path.dirname(inputs['path']), exist_ok=True)
                shutil.copy2(found[0], inputs['path'])
            elif name == 'actions/cache':
                self.saves.append((inputs['path'], kept))
            return {'cache-hit': 'true' if os.path.exists(kept) else ''}
        else:
            raise ValueError(name)
        return {}

    def newest(self, begin):
        names = [os.path.join(self.cache, name) for name in os.listdir(self.cache)] if os.path.isdir(self.cache) else []
        return sorted([name for name in names if begin and os.path.basename(name).startswith(begin)],
                      key=os.path.getmtime, reverse=True)

    def keep(self, path, kept):
        os.makedirs(self.cache, exist_ok=True)
        shutil.copy2(path, kept)

    def run(self, step):
        files = {name: os.path.join(self.scratch, name.lower()) for name in ('GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY')}
        open(files['GITHUB_OUTPUT'], 'w').close()
        open(files['GITHUB_STEP_SUMMARY'], 'a').close()
        environment = dict(os.environ, CI='true', GITHUB_ACTIONS='true', GITHUB_WORKSPACE=self.workspace,
                           GITHUB_ACTION_PATH=os.path.join(self.runs_in, ACTION), **files)
        environment.update({key: self.fill(text) for key, text in step.get('env', {}).items()})
        assert '${{' not in step['run'], 'an expression in a command'
        done = subprocess.run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', step['run']],
                              cwd=self.workspace, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              universal_newlines=True)
        self.log += done.stdout
        if done.returncode != 0 and self.code == 0:
            self.code = done.returncode
        with open(files['GITHUB_OUTPUT'], encoding='utf-8') as file:
            return dict(line.rstrip('\n').split('=', 1) for line in file)

    def walk(self):
        for step in self.action['runs']['steps']:
            if not self.applies(step.get('if')):
                continue
            self.done.append(step['name'])
            outputs = self.uses(step) if 'uses' in step else self.run(step)
            self.steps[step.get('id', step['name'])] = outputs
        if self.code == 0:
            for path, kept in self.saves:
                self.keep(path, kept)
        self.outputs = {name: self.fill(about['value']) for name, about in self.action['outputs'].items()}
        return self

    def text(self, name):
        with open(os.path.join(self.scratch, name), encoding='utf-8') as file:
            return file.read()


# ---- the workspace -----------------------------------------------------------------------------------------------

def sh(command, cwd, **more):
    done = subprocess.run(command, shell=True, cwd=cwd, env=dict(os.environ, **more), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    return done.returncode, done.stdout


def make_workspace(klimb, folder):
    shutil.copytree('harness/tests/cli/fixtures/small/experiments', os.path.join(folder, 'experiments'))
    for name in os.listdir(os.path.join(folder, 'experiments/small')):
        if name not in ('good.yaml', 'compared.yaml'):
            os.remove(os.path.join(folder, 'experiments/small', name))
    code, said = sh('%s bless -q --yes --reason first small/good small/compared && printf "build\\n" >.gitignore && '
                    'git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm first' % klimb, folder,
                    CI='')
    expect('a workspace', code == 0, said)


def agree_with_pyyaml():
    try:
        import yaml
    except ImportError:
        print('SKIP: python3-yaml is not installed, so that nobody else reads action.yml')
        return
    text = open(os.path.join(ACTION, 'action.yml'), encoding='utf-8').read()
    expect('PyYAML reads action.yml alike', yaml.load(text, yaml.BaseLoader) == read_yaml(text))


def walk_all(klimb, work):
    workspace = os.path.join(work, 'workspace')
    os.makedirs(workspace)
    make_workspace(klimb, workspace)
    numbers = iter(range(100))

    def walk(program=klimb, **more):
        scratch = os.path.join(work, 'job-%d' % next(numbers))
        os.makedirs(scratch)
        return Walk(program, workspace, scratch, cache=os.path.join(work, 'cache'), **more).walk()

    # All is well: nothing is annotated, nothing waits, and the history comes from the job before.
    for lines in 1, 2:
        job = walk()
        expect('a check that passes', job.code == 0 and '::error' not in job.log, job.log)
        expect('outputs of a pass', job.outputs['code'] == '0' and job.outputs['pending'] == 'false' and
               job.outputs['counts'] == '2 scenarios, 2 PASS', job.outputs)
        expect('a summary', '2 of 2 scenarios pass' in job.text('github_step_summary'), job.text('github_step_summary'))
        kept = os.path.join(job.artefacts, 'klimb')
        expect('the artefact', {'verdicts.xml', 'verdicts.json', 'summary.md', 'history.jsonl'} <= set(os.listdir(kept)))
        expect('history goes on', len(open(os.path.join(kept, 'history.jsonl')).readlines()) == lines)
        expect('klimb is not built', 'Build klimb' not in job.done, job.done)
        shutil.rmtree(os.path.join(workspace, 'build'))

    # A change that moves a golden: an annotation, the change as an artefact, and a job that fails.
    yaml = os.path.join(workspace, 'experiments/small/good.yaml')
    text = open(yaml).read()
    with open(yaml, 'w') as file:
        file.write(text.replace('steps: 60', 'steps: 70'))
    job = walk(scenarios='small/good')
    expect('a check that fails', job.code == 4 and job.done[-1] == 'Verdict', (job.code, job.done, job.log))
    expect('one annotation', len(re.findall('^::(error|warning) file=experiments/small/good.yaml', job.log, re.M)) == 1,
           job.log)
    expect('outputs of a failure', job.outputs['code'] == '4' and job.outputs['pending'] == 'true', job.outputs)
    verdicts = json.load(open(os.path.join(job.artefacts, 'klimb/verdicts.json')))['verdicts']
    expect('verdicts', [one['verdict'] for one in verdicts] == ['STALE'], verdicts)
    expect('nothing is written to expected/', sh('git status --porcelain expected', workspace)[1] == '')
    job = walk(changed_since='HEAD')
    expect('what changed is checked', job.outputs['counts'].startswith('2 scenarios'), job.log)  # the other refers to it

    # A job in the same folder, as on a runner of one's own, does not give that change out as its own.
    other = walk(scenarios='nothing')
    expect('what an earlier job left goes', other.code == 2 and other.outputs['pending'] == 'false' and
           other.text('github_step_summary') == '', (other.code, other.outputs))

    # Who reads the artefact takes the goldens from it, and the next job passes.
    code, said = sh('%s bless -q --yes --reason "a longer run" --from %s/klimb/pending small/good small/compared' %
                    (klimb, job.artefacts), workspace, CI='')
    expect('the artefact can be blessed', code == 0, said)
    job = walk()
    expect('the next job passes', job.code == 0, job.log)

    # Words of an input are words of klimb, whatever they hold.
    job = walk(scenarios='small/good; $(touch hacked) `touch hacked` --yes *')
    expect('inputs are words', job.code == 2 and not os.path.exists(os.path.join(workspace, 'hacked')), job.log)
    job = walk(scenarios='*')
    expect('inputs are no patterns', "'*'" in job.log, job.log)
    job = walk(program='nowhere/klimb')
    expect('a klimb that is not there', job.code == 2 and '::error::klimb: there is no program' in job.log, job.log)
    return walk, workspace


def build_from_source(work, workspace):
    """A copy of the repository builds klimb once; the next job takes it from the cache."""
    source = os.path.join(work, 'source')
    code, said = sh('git clone -q %s %s && cp -r %s/. %s/%s' % (ROOT, source, ACTION, source, ACTION), ROOT)
    expect('a copy of the repository', code == 0, said)
    for turn in 'built', 'cached':
        scratch = os.path.join(work, turn)
        os.makedirs(scratch)
        job = Walk('', workspace, scratch, runs_in=source, cache=os.path.join(work, 'cache'), scenarios='small/good',
                   history='false').walk()
        expect('klimb is %s' % turn, job.code == 0 and ('Build klimb' in job.done) == (turn == 'built'),
               (job.done, job.log))
        expect('no history is kept', 'Keep the history of checks' not in job.done, job.done)
        shutil.rmtree(os.path.join(source, 'build'), ignore_errors=True)


def main():
    if len(sys.argv) != 2:
        print('usage: action.py KLIMB', file=sys.stderr)
        return 2
    klimb = os.path.abspath(sys.argv[1])
    work = tempfile.mkdtemp(prefix='klimb-action-')
    try:
        agree_with_pyyaml()
        _, workspace = walk_all(klimb, work)
        build_from_source(work, workspace)
    finally:
        shutil.rmtree(work)
    print('action: %d passed, %d failed' % (passed, failed))
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())

"""schema.py -- what klimb prints as JSON, held against a schema.

    python3 schema.py SCHEMA FILE...     each FILE is one JSON value; *.jsonl is one a line
    python3 schema.py --test SCHEMA FILE the same, and every member that FILE has taken away, renamed or made a list in
                                         turn: the schema has to refuse what it requires, and know every name

The keywords below are all that klimb's schemas use; another one is an error. A member that the schema does not name is
a fault here, though the schema allows it: programs of a later klimb may find more. Where python3-jsonschema is installed
it has to agree. A fault is a line with the place in FILE. The exit code is 1 with faults, 2 for wrong usage.
"""
import copy
import json
import re
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None

TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}
WORDS = {'$schema', '$defs', '$ref', 'title', 'description', 'type', 'required', 'properties', 'additionalProperties',
         'items', 'enum', 'const', 'pattern', 'minimum', 'maximum', 'anyOf'}


# Members of `klimb review` that an element may lack.
OPTIONAL = {'golden_seeds', 'missing_runs', 'trouble', 'settings'}


def is_of(value, kind):
    if kind in ('number', 'integer'):
        return not isinstance(value, bool) and isinstance(value, (int, float)) and (
            kind == 'number' or float(value).is_integer())
    return isinstance(value, TYPES[kind])


class Checker:
    def __init__(self, root):
        self.root = root

    def faults(self, value, schema, place='$'):
        """A list of what is wrong with a value."""
        unknown = set(schema) - WORDS
        if unknown:
            raise ValueError('schema uses %s' % ', '.join(sorted(unknown)))
        if '$ref' in schema:
            return self.faults(value, self.root['$defs'][schema['$ref'].split('/')[-1]], place)
        if 'anyOf' in schema:
            tried = [self.faults(value, one, place) for one in schema['anyOf']]
            return min(tried, key=len) if all(tried) else []
        found = self.of_itself(value, schema, place)
        if not found and isinstance(value, dict):
            found = self.of_members(value, schema, place)
        if not found and isinstance(value, list) and 'items' in schema:
            for number, item in enumerate(value):
                found += self.faults(item, schema['items'], '%s[%d]' % (place, number))
        return found

    @staticmethod
    def of_itself(value, schema, place):
        kinds = schema.get('type', [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if kinds and not any(is_of(value, kind) for kind in kinds):
            return ['%s: must be %s, not %.40r' % (place, ' or '.join(kinds), value)]
        if 'const' in schema and value != schema['const']:
            return ['%s: must be %r, not %.40r' % (place, schema['const'], value)]
        if 'enum' in schema and value not in schema['enum']:
            return ['%s: must be one of %r, not %.40r' % (place, schema['enum'], value)]
        if 'pattern' in schema and not re.search(schema['pattern'], value):
            return ['%s: must match %s, not %.40r' % (place, schema['pattern'], value)]
        is_number = is_of(value, 'number')
        if is_number and not schema.get('minimum', value) <= value <= schema.get('maximum', value):
            return ['%s: out of range: %r' % (place, value)]
        return []

    def of_members(self, value, schema, place):
        named = schema.get('properties', {})
        rest = schema.get('additionalProperties')
        found = ['%s: lacks %s' % (place, name) for name in schema.get('required', []) if name not in value]
        for name, member in value.items():
            if name in named:
                found += self.faults(member, named[name], '%s.%s' % (place, name))
            elif rest is True:
                continue
            elif rest is not None:
                found += self.faults(member, rest, '%s.%s' % (place, name))
            else:
                found.append('%s: the schema does not name %s' % (place, name))
        return found


def differ(value, schema, faults):
    """What the library says otherwise; it lets pass what is not named."""
    if jsonschema is None:
        return []
    validator = jsonschema.Draft202012Validator(schema)
    is_refused = bool(list(validator.iter_errors(value)))
    own = [fault for fault in faults if 'does not name' not in fault]
    return ['jsonschema %s what this refuses' % ('allows', 'refuses')[is_refused]] if is_refused != bool(own) else []


def members(value, place=()):
    """Every member of every object, by its way from the top."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield place + (name,)
            yield from members(member, place + (name,))
    elif isinstance(value, list):
        for number, item in enumerate(value[:2]):
            yield from members(item, place + (number,))


def damaged(value, way, how):
    made = copy.deepcopy(value)
    holder = made
    for step in way[:-1]:
        holder = holder[step]
    if how == 'lost':
        del holder[way[-1]]
    elif how == 'renamed':
        holder[way[-1] + '_'] = holder.pop(way[-1])
    else:
        holder[way[-1]] = [[0]]
    return made


def passes_damaged(value, schema):
    """Damage that nobody notices."""
    checker, unnoticed, tried = Checker(schema), [], 0
    for way in members(value):
        for how in ('lost', 'renamed', 'a list'):
            tried += 1
            if how != 'a list' and way[-2:-1] in (('symptoms',), ('columns',)):
                continue  # any of these may be missing, and any name is one
            if 'judgement' in way[:-1] or how == 'lost' and way[-1] in OPTIONAL:
                continue
            if not checker.faults(damaged(value, way, how), schema):
                unnoticed.append('%s %s' % ('.'.join(map(str, way)), how))
    return tried, unnoticed


def values_of(path):
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file] if path.endswith('.jsonl') else [json.load(file)]


def main(arguments):
    is_test = arguments[:1] == ['--test']
    if len(arguments) < 2 + is_test:
        print(__doc__.strip().splitlines()[2].strip(), file=sys.stderr)
        return 2
    with open(arguments[is_test], encoding='utf-8') as file:
        schema = json.load(file)
    if jsonschema is not None:
        jsonschema.Draft202012Validator.check_schema(schema)
    bad = 0
    for path in arguments[is_test + 1:]:
        for value in values_of(path):
            faults = Checker(schema).faults(value, schema)
            faults += differ(value, schema, faults)
            tried, unnoticed = passes_damaged(value, schema) if is_test and not faults else (0, [])
            for fault in faults + ['not refused: ' + one for one in unnoticed]:
                bad += 1
                print('%s: %s' % (path, fault))
            if is_test:
                print('%s: %d damaged copies refused' % (path, tried))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))

log = []


def kind(lines):
    for line in lines:
        try:
            if not line: return "empty"  # nothing to see
            if line.isspace(): return "blank"
            elif line[0] == "#": return "comment"
            else: log.append(line)
            if line[0] == '"':
                return "text"
        except TypeError: return "no text"
        finally: break

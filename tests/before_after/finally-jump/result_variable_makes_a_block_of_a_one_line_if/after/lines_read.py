log = []


def kind(lines):
    result_value = None
    for line in lines:
        try:
            if not line:
                result_value = "empty"  # nothing to see
                break
            if line.isspace():
                result_value = "blank"
                break
            elif line[0] == "#":
                result_value = "comment"
                break
            else: log.append(line)
            if line[0] == '"':
                result_value = "text"
        except TypeError: result_value = "no text"
        break
    return result_value

seen = []


def grade(readings):
    result_value = None
    for reading in readings:
        try:
            value = float(reading)
            if value < 0:
                result_value = "negative"
            elif value > 100:
                if value == float("inf"):
                    result_value = "infinite"
                else:
                    result_value = "high"
            else:
                kind = "normal"
                result_value = kind
        except ValueError:
            result_value = "unreadable"
        finally:
            seen.append(reading)
        break
    return result_value


def first_word(lines):
    result_value = None
    for line in lines:
        try:
            words = line.split()
            if words:
                result_value = words[0]
        except AttributeError:
            seen.append("not text")
        break
    return result_value

seen = []


def grade(readings):
    for reading in readings:
        try:
            value = float(reading)
            if value < 0:
                return "negative"
            elif value > 100:
                if value == float("inf"):
                    return "infinite"
                else:
                    return "high"
            else:
                kind = "normal"
                return kind
        except ValueError:
            return "unreadable"
        finally:
            seen.append(reading)
            break


def first_word(lines):
    for line in lines:
        try:
            words = line.split()
            if words:
                return words[0]
        except AttributeError:
            seen.append("not text")
        finally:
            break

out = []


def first_line(handles):
    for handle in handles:
        try:
            out.append(handle.readline())
        finally:
            handle.close()
            break


def first_size(handles):
    for handle in handles:
        try:
            out.append(handle.tell())
        finally:
            break
        out.append("dead before, dead after")


def first_text(handles):
    for handle in handles:
        try:
            out.append(handle.read())
        except ValueError:
            out.append("closed")
        finally:
            break


def first_any(handles):
    for handle in handles:
        try:
            out.append(handle.read())
        except:
            out.append("whatever")
        finally:
            break

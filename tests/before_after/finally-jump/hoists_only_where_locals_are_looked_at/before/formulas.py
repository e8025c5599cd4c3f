def evaluate(formulas, x):
    for formula in formulas:
        try:
            names = locals()
            if sorted(names) == ["formula", "formulas", "x"]:
                return eval(formula, {}, names)
        except NameError:
            return sorted(names)
        finally:
            break
    return None


def execute(programs):
    for program in programs:
        try:
            exec(program)
            if "log" in program:
                return "ran"
        except NameError:
            return "no name"
        finally:
            break

class Machine:
    def run(self, breaks, continued, returned):
        for break_ in breaks:
            try:
                self.step(break_)
            finally:
                self.break_ = break_
                self.return_value = returned
                breakpoint_wanted = continued
                continue_ = breakpoint_wanted
                returns = {"break": continue_, "return": self.break_}
                self.breaks(returns, continue_=continue_)

    def finally_(self, step):
        finally_called = step
        return finally_called

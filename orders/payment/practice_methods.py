"""The test cards: what becomes of a payment with each. The first is the checkout's default."""

APPROVE = "approve"
DECLINE = "decline"
THREE_D = "three_d"
TIME_OUT = "time_out"
ANSWER_LOST = "answer_lost"
WEBHOOK_TWICE = "webhook_twice"
WEBHOOK_FIRST = "webhook_first"
LATE = "late"

METHODS: tuple[tuple[str, str], ...] = (
    (APPROVE, "Test card: approves"),
    (DECLINE, "Test card: declines"),
    (THREE_D, "Test card: asks you at the bank (3-D)"),
    (TIME_OUT, "Test card: the bank doesn't answer"),
    (ANSWER_LOST, "Test card: pays, but the answer is lost"),
    (WEBHOOK_TWICE, "Test card: 3-D, the bank reports twice"),
    (WEBHOOK_FIRST, "Test card: 3-D, the bank reports before you are back"),
    (LATE, "Test card: 3-D, the bank approves after the shop gave up"),
)

AT_THE_BANK = frozenset({THREE_D, WEBHOOK_TWICE, WEBHOOK_FIRST, LATE})
"""With these, the shopper has to approve at the bank first."""

package dev.sotto.compressor.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.compressor.train.proximal.PenaltyForm;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.BlockId.Stack;
import org.junit.jupiter.api.Test;

class PenaltyTest {
  @Test
  void eachStackHasItsStrengths() {
    Penalty penalty = new Penalty(PenaltyForm.PROXIMAL, 1, 2, 3, 4, 0, HeadMode.FREE);
    assertEquals(1, penalty.l1(Stack.ENCODER));
    assertEquals(2, penalty.l1(Stack.DECODER));
    assertEquals(3, penalty.group(Stack.ENCODER));
    assertEquals(4, penalty.group(Stack.DECODER));
    assertThrows(
        SottoException.class,
        () -> new Penalty(PenaltyForm.PROXIMAL, 1, 2, -3, 4, 0, HeadMode.FREE));
  }
}

package dev.sotto.compressor.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LayerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerRequestTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "encoder.2|encoder.2",
        " decoder.1 , Encoder.12,decoder.0,decoder.1|encoder.12,decoder.0,decoder.1",
        "auto=2|auto=2",
        "decoder=1,encoder.3,decoder=2,auto=1|encoder.3,decoder=3,auto=1",
      })
  void whatIsReadIsWrittenAsItCanBeReadAgain(String text, String written) {
    LayerRequest request = LayerRequest.parse(text);
    assertEquals(written, request.toString());
    assertEquals(request, LayerRequest.parse(written));
    assertEquals(written.contains("="), request.isMeasured());
    assertFalse(request.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2", "encoder", "encoder.-1", "encoder.1.ffn", "auto=0", "auto", "a=1"})
  void anythingElseIsRefused(String text) {
    SottoException problem =
        assertThrows(SottoException.class, () -> LayerRequest.parse("encoder.0," + text));
    assertEquals(SottoException.Code.USAGE, problem.code());
    assertTrue(problem.getMessage().endsWith("found '" + text + "'"), problem::getMessage);
  }

  /** What is asked of one stack is served before what is asked of either. */
  @Test
  void whatIsFoundIsWantedNoMore() {
    LayerRequest request = LayerRequest.parse("encoder.0,decoder=1,auto=1");
    assertTrue(request.wants(Stack.ENCODER));
    LayerRequest one = request.with(new LayerId(Stack.DECODER, 3));
    assertEquals("encoder.0,decoder.3,auto=1", one.toString());
    LayerRequest two = one.with(new LayerId(Stack.DECODER, 1));
    assertEquals("encoder.0,decoder.1,decoder.3", two.toString());
    assertFalse(two.isMeasured() || two.wants(Stack.DECODER));
    assertFalse(LayerRequest.parse("decoder=1").wants(Stack.ENCODER));
  }
}

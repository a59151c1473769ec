package dev.sotto.eval.signs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionRatioTest {
  /** 374 characters of ordinary Hindi, three bytes each, which zlib makes 2.6 times smaller. */
  private static final String HINDI =
      "भारत एक विशाल देश है जिसमें अनेक भाषाएँ बोली जाती हैं। यहाँ के लोग अलग अलग धर्मों को मानते हैं"
          + " और अपने त्योहार बड़े उत्साह से मनाते हैं। गर्मियों में मौसम बहुत गर्म होता है और बारिश के"
          + " मौसम में नदियाँ भर जाती हैं। किसान खेतों में सुबह से शाम तक काम करते हैं और बच्चे स्कूल में"
          + " पढ़ने जाते हैं। सरकार ने नई योजना की घोषणा की है जिससे गाँवों में बिजली और पानी की सुविधा"
          + " बढ़ेगी।";

  /** Lengths that Python's zlib.compress gives, with room for other builds of zlib. */
  @ParameterizedTest
  @CsvSource({
    "thank you thank you thank you thank you thank you thank you, 59, 21",
    "so so so so so so so so so so so so so so so so so so so so, 59, 14",
    "it was a bright cold day in april and the clocks were striking thirteen, 71, 66",
    "the cat sat on the mat the cat sat on the mat the cat sat on the mat, 68, 30"
  })
  void theRatioIsThatOfPythonsZlib(String text, double bytes, double compressed) {
    assertEquals(bytes / compressed, CompressionRatio.of(text), 0.06 * bytes / compressed);
  }

  @Test
  void repeatedTextIsFoundWithoutSpacesToo() {
    String said = "今天天气很好我们一起去公园散步吧";
    assertTrue(CompressionRatio.tooHigh(said, said.repeat(8)));
    assertFalse(CompressionRatio.tooHigh(said, said));
    assertTrue(CompressionRatio.tooHigh("", "thank you ".repeat(6)));
  }

  @Test
  void aScriptOfThreeBytesIsNoRepetition() {
    assertTrue(CompressionRatio.of(HINDI) > CompressionRatio.MOST);
    assertFalse(CompressionRatio.tooHigh(HINDI, HINDI));
    assertTrue(CompressionRatio.tooHigh(HINDI, HINDI.repeat(3)));
  }

  @Test
  void emptyTextHasNone() {
    assertEquals(0, CompressionRatio.of(" "));
    assertFalse(CompressionRatio.tooHigh("", ""));
  }
}

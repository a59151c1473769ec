package dev.sotto.eval.signs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.decode.search.CompressionRatio;
import org.junit.jupiter.api.Test;

class TooRegularTest {
  /** 374 characters of ordinary Hindi, three bytes each, which zlib makes 2.6 times smaller. */
  private static final String HINDI =
      "भारत एक विशाल देश है जिसमें अनेक भाषाएँ बोली जाती हैं। यहाँ के लोग अलग अलग धर्मों को मानते हैं"
          + " और अपने त्योहार बड़े उत्साह से मनाते हैं। गर्मियों में मौसम बहुत गर्म होता है और बारिश के"
          + " मौसम में नदियाँ भर जाती हैं। किसान खेतों में सुबह से शाम तक काम करते हैं और बच्चे स्कूल में"
          + " पढ़ने जाते हैं। सरकार ने नई योजना की घोषणा की है जिससे गाँवों में बिजली और पानी की सुविधा"
          + " बढ़ेगी।";

  @Test
  void repeatedTextIsFoundWithoutSpacesToo() {
    String said = "今天天气很好我们一起去公园散步吧";
    assertTrue(TooRegular.in(said, said.repeat(8)));
    assertFalse(TooRegular.in(said, said));
    assertTrue(TooRegular.in("", "thank you ".repeat(6)));
  }

  @Test
  void aScriptOfThreeBytesIsNoRepetition() {
    assertTrue(CompressionRatio.of(HINDI) > TooRegular.MOST);
    assertFalse(TooRegular.in(HINDI, HINDI));
    assertTrue(TooRegular.in(HINDI, HINDI.repeat(3)));
  }

  @Test
  void emptyTextIsNone() {
    assertFalse(TooRegular.in("", ""));
  }
}

package dev.sotto.runtime.align;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenWordsTest {
  /** Tokens are the places of pieces of bytes. */
  private static List<String> words(String language, byte[]... pieces) {
    TokenWords words =
        new TokenWords(
            tokens -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              tokens.forEach(token -> bytes.writeBytes(pieces[token]));
              return bytes.toString(StandardCharsets.UTF_8);
            });
    return words.of(IntStream.range(0, pieces.length).boxed().toList(), language).stream()
        .map(word -> word.text() + "/" + word.tokens())
        .toList();
  }

  private static List<String> words(String language, String... pieces) {
    byte[][] bytes = new byte[pieces.length][];
    for (int i = 0; i < pieces.length; i++) {
      bytes[i] = pieces[i].getBytes(StandardCharsets.UTF_8);
    }
    return words(language, bytes);
  }

  @Test
  void wordsBeginAtSpacesAndPunctuationGoesToThem() {
    assertEquals(
        List.of(" And/1", " so,/2", " my/1", " fellow/2", " Americans./3"),
        words("en", " And", " so", ",", " my", " fell", "ow", " Amer", "icans", "."));
    assertEquals(List.of(" don't/2", " \"go\"/3"), words("en", " don", "'t", " \"", "go", "\""));
  }

  @Test
  void languagesWithoutSpacesHaveAWordForEachPiece() {
    assertEquals(List.of("\u6211/1", "\u5011\u3002/2"), words("zh", "\u6211", "\u5011", "\u3002"));
  }

  @Test
  void tokensWithinACharacterStayTogether() {
    byte[] sign = "\u00e9".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        List.of(" \u00e9t/4"),
        words(
            "fr",
            " ".getBytes(StandardCharsets.UTF_8),
            new byte[] {sign[0]},
            new byte[] {sign[1]},
            new byte[] {'t'}));
  }
}

package dev.sotto.eval.dataset.pairs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are paired by ids, and those that must not be. */
class PairsByIdTest {
  private static final DatasetOptions ALL = DatasetOptions.defaults();
  private static final DatasetOptions SKIPPING = new DatasetOptions(Filter.NONE, true, false);

  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = new DataFolder(temporary);
  }

  private Path said(String lines) throws IOException {
    return folder.file("said", broken(lines));
  }

  private Path heard(String lines) throws IOException {
    return folder.file("heard", broken(lines));
  }

  /** A slash without spaces around it ends a line. */
  private static String broken(String lines) {
    return lines.replaceAll("(?<! )/(?! )", "\n");
  }

  private static String shown(PairedTexts texts) {
    return texts.pairs().stream()
        .map(pair -> pair.id() + ":" + pair.reference() + "=" + pair.hypothesis())
        .collect(Collectors.joining("; "));
  }

  private static String failure(Path said, Path heard) {
    SottoException error =
        assertThrows(SottoException.class, () -> TextPairs.read(said, heard, ALL));
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    return error.getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // In the order of the references, whatever that of the hypotheses.
        "utt1 hello world/utt2 third line | utt2 third line/utt1 hello word"
            + " | kaldi | utt1:hello world=hello word; utt2:third line=third line",
        "utt1 a b/utt2 c d | utt1 a b/utt2 c e | kaldi | utt1:a b=a b; utt2:c d=c e",
        "utt1\ta  b/utt2 c d | utt2/utt1 a | kaldi | utt1:a  b=a; utt2:c d=",
        "1089-134686-0000 a b | 1089-134686-0000 a c | kaldi | 1089-134686-0000:a b=a c",
        "0001 one/0002 two | 0001 one/0002 too | kaldi | 0001:one=one; 0002:two=too",
        "anna one two/bob three four | bob three four/anna one too"
            + " | kaldi | anna:one two=one too; bob:three four=three four",
        "hello world (spk_1)/third line (spk_2) | third line (spk_2)/hello word (spk_1)"
            + " | trn | spk_1:hello world=hello word; spk_2:third line=third line",
        ";; note/a b (a-1)/(a-2) | (a-1)/c (a-2) | trn | a-1:a b=; a-2:=c",
        // Words, which may even be the same ones in each line.
        "hello world/third line | hello word/third line"
            + " | plain | 1:hello world=hello word; 2:third line=third line",
        "the cat/the dog | the cat/a dog | plain | 1:the cat=the cat; 2:the dog=a dog",
        "2 eggs please/hello there | 2 eggs peas/hello there"
            + " | plain | 1:2 eggs please=2 eggs peas; 2:hello there=hello there",
        "he sighed (aloud)/so did she (softly) | he sighed/so did she"
            + " | plain | 1:he sighed (aloud)=he sighed; 2:so did she (softly)=so did she",
        "no./yes. | no./yes | plain | 1:no.=no.; 2:yes.=yes",
      })
  void theFormIsToldByTheContent(String said, String heard, String form, String pairs)
      throws IOException {
    PairedTexts texts = TextPairs.read(said(said), heard(heard), ALL);
    assertEquals(form, texts.form().key());
    assertEquals(pairs, shown(texts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "utt1 a b/utt2 c | utt1 a b | said line 2: \"utt2\" has no hypothesis",
        "utt1 a b | utt1 a b/utt3 c | heard line 2: \"utt3\" has no reference",
        "utt1 a b/utt1 c d | utt1 a b | said line 2: \"utt1\" was in line 1 already",
        "utt1 a b | utt1 a b/utt1 a | heard line 2: \"utt1\" was in line 1 already",
        "a b (a-1)/c (a-2) | a b (a-1) | said line 2: \"a-2\" has no hypothesis",
        "a b (a-1)/{c / d} e (a-2) | a b (a-1)/c (a-2) | expected one text, found alternatives",
        "1 one/2 two/3 three | 1 one/2 two/4 four | said line 3: \"3\" has no hypothesis",
      })
  void anIdInOneFileAloneOrTwiceIsABadRow(String said, String heard, String problem)
      throws IOException {
    Path references = said(said);
    Path hypotheses = heard(heard);
    String message = failure(references, hypotheses);
    assertTrue(message.contains(problem), message);
    PairedTexts rest = TextPairs.read(references, hypotheses, SKIPPING);
    assertEquals("a b", rest.pairs().get(0).reference().replace("one", "a b"));
    assertTrue(rest.selection().bad().count() > 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "utt1 a b/utt2 c d | a b/c d | every line seems to begin with an id, unlike those",
        "a b/c d | utt1 a b/utt2 c d | every line seems to begin with an id, unlike those",
        "utt1 a b/utt2 c d/hello there | utt1 a/utt2 c/utt3 d | line 3 does not begin with an id",
        "a b (a-1)/c d (a-2) | a b/c d | expected (id) at the end of every line",
        "a b (a-1)/c d (a-2)/e f | a (a-1)/c (a-2)/e (a-3) | expected (id) at the end",
        "ann one/bob two/cleo three | bob two/cleo three/dora four | but for \"ann\" and 1 more",
        "f 1 s 0.0 1.5 <o> a b/f 1 s 1.5 2.0 <o> c | a b/c | segments or words with times",
        "f 1 0.50 0.25 a 0.9/f 1 0.75 0.25 b 0.9 | a/b | segments or words with times",
        "{\"text\": \"a\"} | {\"text\": \"a\"} | found JSON; name one file",
        "id,text | id,text | found a table; name one table",
      })
  void whatIsNotClearIsRefusedWithTheWayOut(String said, String heard, String problem)
      throws IOException {
    String message = failure(said(said), heard(heard));
    assertTrue(message.contains(problem), message);
  }

  @Test
  void manyLinesOfWhichEachBeginsWithItsOwnWordAreNotTakenForPlainText() throws IOException {
    String lines =
        IntStream.range(0, 20)
            .mapToObj(i -> "x" + (char) ('a' + i) + " hello")
            .collect(Collectors.joining("/"));
    String message = failure(said(lines), heard(lines));
    assertTrue(message.contains("--pairs plain, kaldi or trn"), message);
    assertEquals(
        PairForm.PLAIN,
        TextPairs.read(said(lines), heard(lines), Optional.of(PairForm.PLAIN), ALL).form());
  }

  @Test
  void theOptionSettlesWhatTheContentDoesNot() throws IOException {
    Path said = said("utt1 a/utt2 b");
    Path heard = heard("utt1 a/utt2 c");
    PairedTexts plain = TextPairs.read(said, heard, Optional.of(PairForm.PLAIN), ALL);
    assertEquals("1:utt1 a=utt1 a; 2:utt2 b=utt2 c", shown(plain));
    PairedTexts words =
        TextPairs.read(
            said("anna a/bob b"), heard("anna a"), Optional.of(PairForm.KALDI), SKIPPING);
    assertEquals("anna:a=a", shown(words));
    for (PairForm one : List.of(PairForm.JSONL, PairForm.TABLE)) {
      assertUsage(() -> TextPairs.read(said, heard, Optional.of(one), ALL));
    }
    assertUsage(() -> TextPairs.read(said, Optional.of(PairForm.TRN), ALL));
    assertUsage(() -> PairForm.of("words"));
  }

  private static void assertUsage(Runnable reading) {
    SottoException error = assertThrows(SottoException.class, reading::run);
    assertEquals(SottoException.Code.USAGE, error.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id,reference,hypothesis\n1,\"a, b\",c\n",
        "\ufeffid;reference;hypothesis\r\n1;\"a, b\";c\r\n",
        "Utt_ID\tText\tPred_Text\n1\ta, b\tc\n",
        "prediction|ref|id\nc|a, b|1\n",
      })
  void aTableOfBothTextsIsRead(String table) throws IOException {
    PairedTexts texts = TextPairs.read(folder.file("pairs.txt", table), ALL);
    assertEquals("1:a, b=c", shown(texts));
    assertEquals(PairForm.TABLE, texts.form());
  }

  @Test
  void aTableWithoutItsColumnsIsRefused() throws IOException {
    Path table = folder.file("pairs.csv", "id,reference\n1,a\n");
    String message =
        assertThrows(SottoException.class, () -> TextPairs.read(table, ALL)).getMessage();
    assertTrue(message.contains("expected a column \"hypothesis\" or \"pred_text\""), message);
    Path twice = folder.file("pairs.csv", "id,ref,hyp\nu,a,b\nu,c,d\n");
    message = assertThrows(SottoException.class, () -> TextPairs.read(twice, ALL)).getMessage();
    assertTrue(message.contains("line 3: \"u\" was in line 2 already"), message);
  }

  @Test
  void theSharedExamplesArePairedById() {
    for (String form : List.of("kaldi", "trn")) {
      Path said = SharedFiles.shared("cases/15-score-kaldi-trn-csv/ref." + form);
      PairedTexts texts = TextPairs.read(said, said.resolveSibling("hyp." + form), ALL);
      assertEquals(form, texts.form().key());
      assertEquals(
          List.of("hello world=hello word", "third line=third line"),
          texts.pairs().stream().map(p -> p.reference() + "=" + p.hypothesis()).toList());
    }
    Path table = SharedFiles.shared("cases/15-score-kaldi-trn-csv/p.csv");
    assertEquals("1:hello=hello", shown(TextPairs.read(table, ALL)));
  }

  @Test
  void aTextInUtf16IsOneClearLine() throws IOException {
    Path file = Files.write(folder.path("said"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0});
    assertTrue(failure(file, heard("a")).contains("UTF-16; save the file as UTF-8"));
    Files.write(file, new byte[] {'a', 0, '\n', 0});
    assertTrue(failure(file, heard("a/b")).contains("said line 1: holds the character NUL"));
  }
}

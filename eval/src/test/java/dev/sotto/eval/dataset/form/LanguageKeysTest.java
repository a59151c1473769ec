package dev.sotto.eval.dataset.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.pairs.PairedTexts;
import dev.sotto.eval.dataset.pairs.TextPairs;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under whatever name the language stands, it is read, and two that differ are none. */
class LanguageKeysTest {
  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new DataFolder(temporary);
    folder.clip("a.wav");
  }

  private Path manifest(String fields) throws IOException {
    return folder.file(
        "test.jsonl", "{\"audio_filepath\": \"a.wav\", \"text\": \"x\", " + fields + "}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"language\": \"de\"",
        "\"lang\": \"de\"",
        "\"source_lang\": \"de\", \"target_lang\": \"de\", \"pnc\": \"yes\"",
        "\"locale\": \"de\", \"language\": \"\"",
        "\"lang\": null, \"src_lang\": \"de\", \"tgt_lang\": \"de-AT\"",
        "\"language\": \"de\", \"lang\": \"de-DE\"",
      })
  void theLanguageIsReadUnderAllItsNames(String fields) throws IOException {
    Dataset dataset = DataFolder.read(manifest(fields));
    assertEquals(Optional.of("de"), dataset.utterances().get(0).language());
    assertEquals(Optional.of("de"), Manifest.readClips(manifest(fields)).get(0).language());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"language\": \"de\", \"lang\": \"en\" | expected one language, found \"de\", and \"en\"",
        "\"lang\": \"en\", \"source_lang\": \"fr\" | expected one language",
        "\"source_lang\": \"de\", \"target_lang\": \"en\" | a translation from \"de\" to \"en\"",
        "\"language\": \"de\", \"target_lang\": \"en\" | a translation",
        "\"target_lang\": \"en\" | nothing says what is spoken",
        "\"lang\": 7 | for \"lang\"",
      })
  void contradictionsAndTranslationsAreBadRows(String fields, String problem) throws IOException {
    String message = DataFolder.failure(manifest(fields));
    assertTrue(message.contains("line 1: "), message);
    assertTrue(message.contains(problem), message);
  }

  @Test
  void theColumnOfATableIsReadAsWell() throws IOException {
    Path table = folder.file("t.csv", "path,text,lang\na.wav,x,de\n");
    assertEquals(Optional.of("de"), DataFolder.read(table).utterances().get(0).language());
  }

  @Test
  void theSharedPairsAreEnglish() {
    Path pairs = SharedFiles.shared("cases/05-nemo-lang-key/nemo.jsonl");
    PairedTexts texts = TextPairs.read(pairs, DatasetOptions.defaults());
    assertEquals(
        List.of(Optional.of("en")), texts.pairs().stream().map(TextPair::language).toList());
  }
}

package dev.sotto.compressor.calibrate;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.calibrate.CalibrationSpeech.Recording;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.models.EditedExport;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.SetContext;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.FittedWindow;
import dev.sotto.runtime.decode.Prompts;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.decode.search.GreedyDecoder;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  @TempDir Path folder;

  private static List<CalibrationClip> clips(Path export, Recording... recordings) {
    return clips(export, Optional.empty(), ClipLimit.NONE, recordings);
  }

  private static List<CalibrationClip> clips(
      Path export, Optional<String> language, ClipLimit limit, Recording... recordings) {
    try (Calibration calibration =
        new Calibration(Exports.open(export), SETTINGS, language, limit)) {
      return calibration.clips(new CalibrationSpeech("test", List.of(recordings)), Progress.NONE);
    }
  }

  /** A window of 1.2 s, and no tokenizer. */
  private Path smallModel() throws IOException {
    Path model = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("small"));
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    return model;
  }

  private Recording recording(int samples, Optional<String> text) {
    Path file = Tones.write(folder.resolve(samples + ".wav"), 300, samples);
    return new Recording("r" + samples, AudioPart.whole(file), text, Optional.empty());
  }

  @Test
  void aReferenceBecomesPromptTextAndEnd() {
    Path model = shared("models/tiny.en");
    Path clip = shared("speech/hifitts/audio/bambatse_04_haggard_0273.wav");
    CalibrationClip found =
        clips(
                model,
                new Recording(
                    "id",
                    AudioPart.whole(clip),
                    Optional.of("said the old man,"),
                    Optional.of("en")))
            .get(0);
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(model)) {
      assertEquals(
          "<|startoftranscript|><|notimestamps|> said the old man,<|endoftext|>",
          tokenizer.decode(found.tokens(), false));
    }
    assertEquals(2, found.promptTokens());
    assertEquals(TextSource.REFERENCE, found.source());
    assertEquals(found.tokens().size() - 1, found.inputs().length);
    // 1.16 s of sound, 50 positions a second.
    assertEquals(58, found.positions());
  }

  @Test
  void withoutATextTheModelsOwnIsTaken() throws IOException {
    CalibrationClip found = clips(smallModel(), recording(9_000, Optional.empty())).get(0);
    assertEquals(TextSource.HEARD, found.source());
    assertEquals(151, found.tokens().get(0));
    assertEquals(1, found.promptTokens());
    assertEquals(9_000, found.samples());
    // 56.25 frames reach into the 57th, 57 into the 29th pair.
    assertEquals(29, found.positions());
  }

  @Test
  void recordingsThatAreHeardTogetherSayWhatEachSaysAlone() throws IOException {
    BuiltInFolder builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
    List<Recording> recordings = new ArrayList<>();
    for (int clip = 1; clip <= 11; clip++) {
      Path file = builtIn.folder().resolve("clips/test-%05d.wav".formatted(clip));
      // One with its text among them, which is not heard.
      Optional<String> text = clip == 5 ? Optional.of("nine") : Optional.empty();
      recordings.add(new Recording("r" + clip, AudioPart.whole(file), text, Optional.empty()));
    }
    List<CalibrationClip> together = clips(builtIn.model(), recordings.toArray(Recording[]::new));
    for (int clip = 0; clip < recordings.size(); clip++) {
      assertEquals(clips(builtIn.model(), recordings.get(clip)).get(0), together.get(clip));
    }
    assertTrue(together.stream().map(CalibrationClip::tokens).distinct().count() > 8);
  }

  @Test
  void aModelThatTakesAnyLengthHearsEachClipInAWindowOfItsOwn() throws IOException {
    BuiltInFolder builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
    Path flexible = folder.resolve("flexible");
    EditedExport.write(builtIn.model(), flexible, SetContext.FLEXIBLE);
    // As if it had learnt to hear with nothing behind the sound, so that windows change the text.
    ObjectNode config = JsonFiles.readObject(flexible.resolve("config.json"));
    new AudioContext(true, OptionalDouble.of(0)).write(config);
    Files.write(flexible.resolve("config.json"), JsonFiles.write(config));
    List<Recording> recordings =
        IntStream.rangeClosed(1, 12)
            .mapToObj(clip -> builtIn.folder().resolve("clips/test-%05d.wav".formatted(clip)))
            .map(AudioPart::whole)
            .map(
                audio -> new Recording(audio.toString(), audio, Optional.empty(), Optional.empty()))
            .toList();
    List<CalibrationClip> found = clips(flexible, recordings.toArray(Recording[]::new));
    int changed = 0;
    try (WhisperRunner runner = WhisperRunner.open(Exports.open(flexible), SETTINGS)) {
      for (int clip = 0; clip < found.size(); clip++) {
        int seconds = (found.get(clip).samples() + 15_999) / 16_000;
        assertEquals(heard(runner, recordings.get(clip), 100 * seconds), found.get(clip).tokens());
        if (!heard(runner, recordings.get(clip), 300).equals(found.get(clip).tokens())) {
          changed++;
        }
      }
    }
    assertTrue(changed > 0, "windows change no text");
  }

  @Test
  void aClipIsABatchInTheWindowThatItIsHeardIn() throws IOException {
    CalibrationClip clip = clips(smallModel(), recording(6_400, Optional.empty())).get(0);
    WhisperConfig config = WhisperConfig.read(folder.resolve("small"));
    LogMel logMel = new LogMel(config.melBins());
    Batch whole = clip.batch(logMel, config);
    assertEquals(List.of(config.windowFrames()), whole.frames());
    assertFalse(whole.filled());
    // 40 frames of sound, 20 of silence, then its states.
    Batch fitted = clip.in(new FittedWindow(true, 0.2, true)).batch(logMel, config);
    assertEquals(List.of(60), fitted.frames());
    assertTrue(fitted.filled());
    assertArrayEquals(clip.features(logMel, 60), fitted.stackedFeatures());
  }

  /** Prompt and text of a recording in a window of so many frames. */
  private static List<Integer> heard(WhisperRunner runner, Recording recording, int frames) {
    float[] samples = AudioReader.read(recording.audio()).samples();
    LogMel logMel = new LogMel(runner.config().melBins());
    Decoding heard =
        new GreedyDecoder(runner, DecodingOptions.defaults())
            .decode(List.of(logMel.window(samples, 0, samples.length, frames)))
            .get(0);
    List<Integer> tokens =
        new ArrayList<>(
            new Prompts(runner.tokens(), DecodingOptions.defaults()).prompt(Optional.empty()));
    tokens.addAll(heard.tokens());
    return tokens;
  }

  @Test
  void ofALongRecordingTheFirstWindowIsHeardAndItsTextIsLeftAside() throws IOException {
    CalibrationClip found = clips(smallModel(), recording(50_000, Optional.of("long"))).get(0);
    assertEquals(TextSource.HEARD, found.source());
    assertTrue(found.samples() <= 19_200 && found.samples() > 9_600, found.toString());
    assertTrue(found.positions() <= 60, found.toString());
  }

  @Test
  void aTextNeedsATokenizer() throws IOException {
    Path model = smallModel();
    SottoException e =
        assertThrows(
            SottoException.class, () -> clips(model, recording(9_000, Optional.of("short"))));
    assertTrue(e.getMessage().contains("tokenizer.json"), e.getMessage());
  }

  /** 48 positions: prompt of 2, 46 words, and the end, which is not fed. */
  @Test
  void aTextIsTakenIfEveryTokenThatIsFedHasAPosition() {
    BuiltInFolder builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
    CalibrationClip fits =
        clips(builtIn.model(), recording(9_000, Optional.of("nine ".repeat(46)))).get(0);
    assertEquals(TextSource.REFERENCE, fits.source());
    assertEquals(48, fits.inputs().length);
    CalibrationClip longer =
        clips(builtIn.model(), recording(9_100, Optional.of("nine ".repeat(47)))).get(0);
    assertEquals(TextSource.HEARD, longer.source());
  }

  @Test
  void aTokenOutsideTheVocabularyIsBadInputThatNamesTheClip() throws IOException {
    BuiltInFolder builtIn = BuiltInFolder.unpack(folder.resolve("built-in"));
    Path config = builtIn.model().resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("\"vocab_size\" *: *545", "\"vocab_size\": 499"));
    // No model is left to hear the first: texts are looked at before.
    Files.writeString(builtIn.model().resolve("encoder_model.onnx"), "no model");
    SottoException e =
        refusal(
            () ->
                clips(
                    builtIn.model(),
                    recording(8_000, Optional.empty()),
                    recording(9_000, Optional.of("nine"))));
    assertTrue(e.getMessage().contains("vocab_size"), e.getMessage());
  }

  private static SottoException refusal(Executable reading) {
    SottoException e = assertThrows(SottoException.class, reading);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    return e;
  }

  /** English is 160, German 161. */
  private Path multilingualModel() throws IOException {
    Path model = smallModel();
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150, \"is_multilingual\": true,"
            + " \"lang_to_id\": {\"<|en|>\": 160, \"<|de|>\": 161},"
            + " \"task_to_id\": {\"transcribe\": 170}}");
    return model;
  }

  private Recording spoken(String language) {
    Recording silent = recording(9_000, Optional.empty());
    return new Recording(silent.id(), silent.audio(), silent.text(), Optional.of(language));
  }

  private static int languageToken(Path model, Optional<String> asked, Recording recording) {
    return clips(model, asked, ClipLimit.NONE, recording).get(0).tokens().get(1);
  }

  @Test
  void theLanguageAskedForGoesBeforeThatOfTheData() throws IOException {
    Path model = multilingualModel();
    assertEquals(161, languageToken(model, Optional.empty(), spoken("de-AT")));
    assertEquals(160, languageToken(model, Optional.of("en"), spoken("de-AT")));
    assertEquals(160, languageToken(model, Optional.of("en"), spoken("tlh")));
  }

  @Test
  void aLanguageOfTheDataThatTheModelDoesNotKnowIsBadInput() throws IOException {
    Path model = multilingualModel();
    SottoException e = refusal(() -> clips(model, spoken("tlh")));
    assertTrue(e.getMessage().startsWith("r9000: expected a language"), e.getMessage());
    assertTrue(e.getMessage().contains("\"tlh\""), e.getMessage());
    SottoException asked =
        assertThrows(
            SottoException.class, () -> languageToken(model, Optional.of("tlh"), spoken("de")));
    assertEquals(SottoException.Code.USAGE, asked.code());
  }

  @Test
  void anEnglishModelDoesNotAskWhatTheDataSays() throws IOException {
    assertEquals(
        clips(smallModel(), recording(9_000, Optional.empty())),
        clips(folder.resolve("small"), spoken("hi")));
  }

  @Test
  void drawsBySeedAndKeepsTheOrder() {
    CalibrationSpeech all =
        CalibrationSpeech.of(
            IntStream.range(0, 30).mapToObj(i -> Path.of("%02d.wav".formatted(i))).toList());
    CalibrationSpeech some = all.draw(10, 1);
    assertEquals(10, some.recordings().size());
    assertEquals(
        some.recordings().stream().map(Recording::id).sorted().toList(),
        some.recordings().stream().map(Recording::id).toList());
    assertEquals(some, all.draw(10, 1));
    assertNotEquals(some, all.draw(10, 2));
    assertEquals(all, all.draw(1000, 3));
  }

  @Test
  void anEmptyReferenceIsNoText() throws IOException {
    Path clip = recording(9_000, Optional.empty()).audio().file();
    Path other = recording(8_000, Optional.empty()).audio().file();
    Path manifest = folder.resolve("m.jsonl");
    Files.writeString(
        manifest,
        "{\"audio_filepath\": \""
            + clip.getFileName()
            + "\", \"text\": \" \"}\n"
            + "{\"audio_filepath\": \""
            + other.getFileName()
            + "\", \"text\": \" a \"}\n");
    CalibrationSpeech speech =
        CalibrationSpeech.of(Datasets.read(manifest, DatasetOptions.defaults()));
    assertEquals(Optional.empty(), speech.recordings().get(0).text());
    assertEquals(Optional.of("a"), speech.recordings().get(1).text());
  }
}

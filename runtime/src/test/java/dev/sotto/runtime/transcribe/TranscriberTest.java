package dev.sotto.runtime.transcribe;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.TestOptions;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the tiny random Whisper: its windows have 120 frames, 1.2 s. */
class TranscriberTest {
  private static final int LIMIT = Fixtures.FRAMES * LogMel.HOP_SAMPLES;
  private static final DecodingOptions OPTIONS = DecodingOptions.defaults();

  @TempDir Path folder;

  @BeforeEach
  void export() {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
  }

  private static List<float[]> recordings() {
    Random random = new Random(5);
    List<float[]> recordings = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      float[] samples = new float[2000 + random.nextInt(i % 7 == 0 ? 4 * LIMIT : LIMIT)];
      for (int s = 0; s < samples.length; s++) {
        samples[s] = (float) (Math.sin(s * (0.01 + 0.003 * i)) * random.nextDouble());
      }
      recordings.add(samples);
    }
    return recordings;
  }

  private List<Transcript> transcribe(List<float[]> recordings, int batchSize) {
    return transcribe(recordings, batchSize, SessionSettings.defaults().withIntraThreads(1));
  }

  private List<Transcript> transcribe(
      List<float[]> recordings, int batchSize, SessionSettings settings) {
    try (WhisperRunner runner = WhisperRunner.open(folder, settings);
        WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      return new Transcriber(runner, tokenizer, TestOptions.of(OPTIONS, 20), batchSize)
          .transcribe(recordings);
    }
  }

  private static List<List<Integer>> tokens(List<Transcript> transcripts) {
    return transcripts.stream().map(Transcript::tokens).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 100})
  void whatIsHeardDoesNotDependOnTheBatch(int batchSize) {
    List<float[]> recordings = recordings();
    List<Transcript> alone = transcribe(recordings, 1);
    List<Transcript> together = transcribe(recordings, batchSize);
    assertTrue(tokens(alone).stream().distinct().count() > 3, "the recordings must differ");
    assertEquals(tokens(alone), tokens(together));

    List<float[]> backwards = new ArrayList<>(recordings);
    Collections.reverse(backwards);
    List<List<Integer>> reversed = new ArrayList<>(tokens(transcribe(backwards, batchSize)));
    Collections.reverse(reversed);
    assertEquals(tokens(alone), reversed);
  }

  @Test
  void whatIsHeardDoesNotDependOnWhetherEncoderAndDecoderOverlap() {
    List<float[]> recordings = recordings();
    SessionSettings four = SessionSettings.defaults().withIntraThreads(4);
    try (WhisperRunner runner = WhisperRunner.open(folder, four);
        WhisperRunner one = WhisperRunner.open(folder, four.withIntraThreads(1));
        WhisperRunner small = WhisperRunner.open(folder, four.withMemory(MemoryUse.LITTLE))) {
      assertTrue(runner.encodesWhileDecoding());
      assertFalse(one.encodesWhileDecoding());
      assertFalse(small.encodesWhileDecoding());
    }
    List<List<Integer>> alone = tokens(transcribe(recordings, 1));
    assertEquals(alone, tokens(transcribe(recordings, 3, four)));
    assertEquals(alone, tokens(transcribe(recordings, 3, four.withMemory(MemoryUse.LITTLE))));
  }

  @Test
  void longRecordingsHaveOneResultForEachWindow() {
    List<float[]> recordings = List.of(recordings().get(0), recordings().get(1));
    List<Transcript> transcripts = transcribe(recordings, 4);
    for (int i = 0; i < 2; i++) {
      List<Transcript.Window> windows = transcripts.get(i).windows();
      assertEquals(Windows.of(recordings.get(i), LIMIT).size(), windows.size());
      double end = 0;
      for (Transcript.Window window : windows) {
        assertEquals(end, window.startSeconds());
        end = window.endSeconds();
      }
      assertEquals(recordings.get(i).length / 16_000.0, end, 1e-9);
    }
  }

  @Test
  void noRecordingsGiveNoTranscripts() {
    assertEquals(List.of(), transcribe(List.of(), 8));
  }

  @Test
  void anEmptyRecordingIsNamed() {
    SottoException e =
        assertThrows(
            SottoException.class, () -> transcribe(List.of(new float[9], new float[0]), 8));
    assertEquals("recording 2: expected at least one sample, found none", e.getMessage());
  }

  @Test
  void aSampleThatIsNoNumberIsReported() {
    float[] samples = new float[1000];
    samples[500] = Float.NaN;
    SottoException e = assertThrows(SottoException.class, () -> transcribe(List.of(samples), 8));
    assertTrue(e.getMessage().contains("finite"), e.getMessage());
  }
}

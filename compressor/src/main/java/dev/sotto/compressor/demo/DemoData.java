package dev.sotto.compressor.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Folders;
import dev.sotto.models.io.Futures;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Writes the data that the nano Whisper learns from and is measured on.
 *
 * @param training clips of {@code train.jsonl}
 * @param test clips of {@code test.jsonl}; no sentence and no voice is in both
 * @param scrambled share of the training clips that say words at random instead of a sentence
 * @param seed of everything random
 */
public record DemoData(int training, int test, double scrambled, long seed) {
  /** The folder of the clips within the data folder. */
  public static final String CLIPS = "clips";

  /** The folder of the tokenizer and settings within the data folder. */
  public static final String MODEL = "model";

  /** What was asked for and which espeak-ng spoke. */
  public static final String PROVENANCE = "demo-data.json";

  public DemoData {
    SottoException.require(
        training >= 1 && test >= 1,
        "at least one training and one test clip",
        training + " and " + test);
    SottoException.require(
        scrambled >= 0 && scrambled <= 1, "a share of scrambled clips from 0 to 1", scrambled);
  }

  /** The manifest of one side, within the data folder. */
  public static String manifest(Split split) {
    return split.key() + ".jsonl";
  }

  /**
   * Writes manifests, clips and the model's files into {@code folder}, which is there and empty.
   *
   * @throws SottoException if espeak-ng is absent or fails, or nothing can be written
   */
  public void write(Path folder, Progress progress) {
    String synthesizer = SpeechSynthesis.version();
    SplittableRandom random = new SplittableRandom(seed);
    // Each side has its own randomness, so that more training clips leave the test as it is.
    SplittableRandom trainingRandom = random.split();
    SplittableRandom testRandom = random.split();
    try {
      Folders.makeInside(folder.resolve(CLIPS));
      write(
          folder,
          Split.TRAINING,
          Script.of(Split.TRAINING, training, scrambled, trainingRandom),
          progress);
      write(folder, Split.TEST, Script.of(Split.TEST, test, 0, testRandom), progress);
      Folders.makeInside(folder.resolve(MODEL));
      NanoModel.files(NanoTokenizer.forGrammar())
          .forEach((name, content) -> put(folder.resolve(MODEL).resolve(name), content));
      put(folder.resolve(PROVENANCE), JsonFiles.write(provenance(synthesizer)));
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be written: " + e.getMessage(), e);
    }
  }

  private static void put(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be written: " + e.getMessage(), e);
    }
  }

  private ObjectNode provenance(String synthesizer) {
    return JsonFiles.newObject()
        .put("training_clips", training)
        .put("test_clips", test)
        .put("scrambled", scrambled)
        .put("seed", seed)
        .put("synthesizer", synthesizer);
  }

  private static void write(Path folder, Split split, List<Script.Line> script, Progress progress) {
    String stage = "speaking " + split.key();
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    StringBuilder manifest = new StringBuilder();
    try {
      List<CompletableFuture<ObjectNode>> clips = new ArrayList<>();
      for (int i = 0; i < script.size(); i++) {
        Script.Line line = script.get(i);
        String name = "%s/%s-%05d.wav".formatted(CLIPS, split.key(), i + 1);
        clips.add(CompletableFuture.supplyAsync(() -> clip(folder, name, line), workers));
      }
      progress.report(stage, 0, clips.size());
      for (int i = 0; i < clips.size(); i++) {
        manifest.append(Futures.join(clips.get(i))).append('\n');
        progress.report(stage, i + 1, clips.size());
      }
    } finally {
      workers.shutdownNow();
    }
    put(folder.resolve(manifest(split)), manifest.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Speaks a line, writes the clip, and gives its line of the manifest. */
  private static ObjectNode clip(Path folder, String name, Script.Line line) {
    float[] speech = SpeechSynthesis.speak(line.text(), line.voice());
    float[] samples = Recording.of(speech, new SplittableRandom(line.seed()));
    AudioClip clip = new AudioClip(samples, AudioReader.SAMPLE_RATE);
    put(folder.resolve(name), ClipWriter.wav(clip));
    return JsonFiles.newObject()
        .put("audio_filepath", name)
        .put("duration", Math.round(clip.seconds() * 1000) / 1000.0)
        .put("text", line.text())
        .put("speaker", line.voice().name())
        .put("language", "en");
  }
}

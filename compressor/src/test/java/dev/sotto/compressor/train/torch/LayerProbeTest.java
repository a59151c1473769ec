package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.RemoveLayers;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LayerId;
import dev.sotto.models.whisper.LeavingLayers;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a model says without its layers, in PyTorch with silenced layers, against ONNX Runtime on
 * exports from which they were taken out.
 */
class LayerProbeTest {
  private static final int PROMPT = 3;

  @TempDir Path folder;
  private Path dense;
  private int exports;

  @Test
  void divergencesAreThoseOfExportsWithoutTheLayers() {
    dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    List<CalibrationClip> clips =
        List.of(clip(15_000, 151, 152, 155, 159, 7, 150), clip(6_000, 151, 152, 155, 42, 150));
    WhisperModel model = Exports.open(dense).read();
    List<LayerId> all =
        List.of(
            new LayerId(Stack.ENCODER, 0),
            new LayerId(Stack.ENCODER, 1),
            new LayerId(Stack.DECODER, 0),
            new LayerId(Stack.DECODER, 1));
    LeavingLayers gone = LeavingLayers.of(List.of(all.get(0)));
    try (LayerProbe probe =
        new LayerProbe(ModelSizes.of(model), Parameters.of(model), clips, Progress.NONE)) {
      Map<LayerId, Double> found = probe.without(LeavingLayers.NONE, all);
      assertEquals(all.size(), found.size());
      found.forEach(
          (layer, nats) -> assertClose(expected(clips, List.of(layer)), nats, layer.toString()));
      probe
          .without(gone, all.subList(2, 4))
          .forEach(
              (layer, nats) ->
                  assertClose(expected(clips, List.of(all.get(0), layer)), nats, "with " + layer));
      // What was silenced speaks again.
      assertEquals(found, probe.without(LeavingLayers.NONE, all));
    }
  }

  private static void assertClose(double expected, double found, String what) {
    assertEquals(expected, found, 1e-4 * expected + 1e-6, what);
  }

  private CalibrationClip clip(int samples, Integer... tokens) {
    Path file = Tones.write(folder.resolve(samples + ".wav"), 300, samples);
    return new CalibrationClip(
        "c" + samples,
        AudioPart.whole(file),
        samples,
        List.of(tokens),
        PROMPT,
        TextSource.REFERENCE);
  }

  /** KL of the answers after the prompt, by its definition. */
  private double expected(List<CalibrationClip> clips, List<LayerId> layers) {
    List<double[]> right = answers(dense, clips);
    List<double[]> found = answers(without(layers), clips);
    double sum = 0;
    for (int row = 0; row < right.size(); row++) {
      for (int token = 0; token < right.get(row).length; token++) {
        double p = right.get(row)[token];
        sum += p * (Math.log(p) - Math.log(found.get(row)[token]));
      }
    }
    return sum / right.size();
  }

  private Path without(List<LayerId> layers) {
    WhisperModel model = Exports.open(dense).read();
    Plan plan =
        new Plan(
            ExportRewriter.identities(model),
            HeadMode.FREE,
            Map.of(),
            List.of(new RemoveLayers(LeavingLayers.of(layers))));
    Path target = folder.resolve("out" + exports++);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    return target;
  }

  private static List<double[]> answers(Path export, List<CalibrationClip> clips) {
    List<double[]> rows = new ArrayList<>();
    SessionSettings settings = SessionSettings.defaults().withIntraThreads(1);
    try (WhisperRunner runner = WhisperRunner.open(Exports.open(export), settings)) {
      LogMel logMel = new LogMel(runner.config().melBins());
      for (CalibrationClip clip : clips) {
        float[] window = clip.features(logMel, runner.config().windowFrames());
        try (EncodedAudio audio = runner.encode(List.of(window));
            DecoderRun run = runner.decode(audio)) {
          Logits logits = run.prompt(clip.inputs());
          for (int token = PROMPT - 1; token < clip.inputs().length; token++) {
            rows.add(softmax(logits.row(0, token)));
          }
        }
      }
    }
    return rows;
  }

  private static double[] softmax(float[] logits) {
    double[] odds = new double[logits.length];
    double sum = 0;
    for (int token = 0; token < odds.length; token++) {
      odds[token] = Math.exp(logits[token]);
      sum += odds[token];
    }
    for (int token = 0; token < odds.length; token++) {
      odds[token] /= sum;
    }
    return odds;
  }
}

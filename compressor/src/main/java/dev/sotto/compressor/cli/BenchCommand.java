package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.RuntimeOptions;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.measure.Bench;
import dev.sotto.eval.measure.MeasuringRequest;
import dev.sotto.eval.report.BenchTable;
import dev.sotto.eval.result.BenchJson;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.export.Exports;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto bench DENSE [CANDIDATE]}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure speed and memory of a model, or of two in turns.",
      "Both do equal work: every window is encoded and followed by 4 prompt tokens and 30 further"
          + " tokens, whatever the model would have said."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String WORK =
      "Equal work: each window encoded, then 4 prompt tokens and 30 forced tokens, one by one.";
  private static final int CLIPS = 8;

  @Mixin private CommonOptions common;
  @Mixin private RuntimeOptions runtime;

  @Parameters(index = "0", paramLabel = "DENSE", description = "Folder of a Whisper ONNX export.")
  private Path dense;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CANDIDATE",
      description = "Folder of an export to compare with it.")
  private Optional<Path> candidate = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How often each model is measured, each time afresh (default ${DEFAULT-VALUE}).")
  private int rounds;

  @ArgGroup private Speech speech;

  /** What is heard. */
  static final class Speech {
    @Option(
        names = "--audio",
        arity = "1..*",
        paramLabel = "FILE",
        description = "Recordings to hear; unless given, 30 s of synthetic sound.")
    private List<Path> audio = List.of();

    @Option(
        names = "--data",
        paramLabel = "DATA",
        description = "Hear the first " + CLIPS + " clips of a data set, of any form.")
    private Optional<Path> data = Optional.empty();

    List<AudioPart> clips() {
      return data.map(
              set ->
                  Datasets.read(set, DatasetOptions.defaults()).limit(CLIPS).utterances().stream()
                      .map(Utterance::audio)
                      .toList())
          .orElseGet(() -> audio.stream().map(AudioPart::whole).toList());
    }
  }

  @Override
  public Integer call() {
    List<Path> folders = new ArrayList<>(List.of(dense));
    candidate.ifPresent(folders::add);
    // Hashing reads every file, so that loading is measured from a warm file cache.
    List<ModelIdentity> models =
        folders.stream().map(folder -> ModelIdentity.of(Exports.open(folder))).toList();
    SessionSettings session = runtime.settings();
    Bench bench = measure(folders, session);
    common.print(
        () -> BenchJson.of(bench, models, session),
        text -> text.print(BenchTable.of(bench, session.device(), WORK).toPlainText()));
    return 0;
  }

  private Bench measure(List<Path> folders, SessionSettings session) {
    List<AudioPart> clips = speech == null ? List.of() : speech.clips();
    List<MeasuringRequest> requests =
        folders.stream()
            .map(folder -> MeasuringRequest.standard(folder, session).withWindowsOf(clips))
            .toList();
    try (ConsoleProgress progress = common.progress()) {
      return Bench.run(requests, rounds, progress);
    }
  }
}

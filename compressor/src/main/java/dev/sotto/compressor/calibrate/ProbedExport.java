package dev.sotto.compressor.calibrate;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.rewrite.OutputProbe;
import dev.sotto.models.whisper.Part;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A temporary copy of an export whose encoder and prompt decoder give inner values. Weights are
 * copied from file to file by the system; closing it deletes the copy.
 *
 * @param folder of the copy
 * @param files the graphs of the copy, to be run as those of the export
 * @param outputs of the copy, by what they give
 */
public record ProbedExport(TemporaryFolder folder, ExportFolder files, Map<Probe, String> outputs)
    implements AutoCloseable {

  /**
   * Writes the copy. {@code model} is spent afterwards: its graphs are those of the copy.
   *
   * @throws SottoException if the export has no decoder with a cache, or the disk is full
   */
  public static ProbedExport of(WhisperModel model, List<Probe> probes) {
    ExportFolder form = form(model);
    Map<Part, Graph> graphs = graphs(model);
    Map<Probe, String> outputs = expose(model, graphs, probes);
    TemporaryFolder folder = TemporaryFolder.create("sotto-diagnose-");
    boolean complete = false;
    try {
      Map<Part, Path> paths = new LinkedHashMap<>(form.graphs());
      for (Part part : graphs.keySet()) {
        Path copy = folder.path().resolve(form.layout().fileName(part));
        model.files().get(part).write(copy);
        paths.put(part, copy);
      }
      complete = true;
      // The JSON files are those of the export itself, and so is a decoder that needs no probes.
      return new ProbedExport(folder, form.withGraphs(paths), outputs);
    } finally {
      if (!complete) {
        folder.close();
      }
    }
  }

  private static ExportFolder form(WhisperModel model) {
    return model.folder().forms().stream()
        .findFirst()
        .orElseThrow(
            () ->
                SottoException.badInput(
                    model.folder().folder(),
                    "has no decoder with a cache, so it cannot be run; export with past"));
  }

  /**
   * The graphs that are run, by their file: of a merged decoder the branch without a cache, since
   * all tokens are fed at once. Those with one compute the same of one token.
   *
   * @throws SottoException if the export has no decoder with a cache
   */
  public static Map<Part, Graph> graphs(WhisperModel model) {
    Map<Part, Graph> graphs = new LinkedHashMap<>();
    ExportFolder form = form(model);
    for (Part part : form.graphs().keySet()) {
      if (part != Part.DECODER_WITH_PAST) {
        graphs.put(part, form.layout().firstGraph(part, model.files().get(part).graph()));
      }
    }
    return graphs;
  }

  /** The output of the copy that gives each value. */
  private static Map<Probe, String> expose(
      WhisperModel model, Map<Part, Graph> graphs, List<Probe> probes) {
    Map<Part, OutputProbe> editors = new EnumMap<>(Part.class);
    Map<Probe, String> outputs = new LinkedHashMap<>();
    for (Probe probe : probes) {
      if (graphs.get(probe.part()) != probe.graph()) {
        throw new IllegalArgumentException("no graph that is run holds " + probe.value());
      }
      OutputProbe editor =
          editors.computeIfAbsent(
              probe.part(), part -> new OutputProbe(model.files().get(part).graph()));
      outputs.computeIfAbsent(
          probe, key -> editor.expose(key.graph(), key.value(), ElementType.FLOAT));
    }
    return outputs;
  }

  /** The output of the copy that gives what {@code probe} asks for. */
  public String output(Probe probe) {
    return outputs.get(probe);
  }

  @Override
  public void close() {
    folder.close();
  }
}

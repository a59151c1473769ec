package dev.sotto.compressor.diagnose;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.rewrite.OutputProbe;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A temporary copy of an export whose encoder and prompt decoder give the input and output of every
 * layer normalisation. Weights are copied from file to file by the system; closing it deletes the
 * copy.
 */
final class ProbedExport implements AutoCloseable {
  private final TemporaryFolder folder;
  private final ExportFolder files;
  private final List<NormProbe> probes;

  private ProbedExport(TemporaryFolder folder, ExportFolder files, List<NormProbe> probes) {
    this.folder = folder;
    this.files = files;
    this.probes = probes;
  }

  /**
   * Writes the copy. {@code model} is spent afterwards: its graphs are those of the copy.
   *
   * @throws SottoException if the export has no decoder with a cache, or the disk is full
   */
  static ProbedExport of(WhisperModel model) {
    ExportFolder form =
        model.folder().forms().stream()
            .findFirst()
            .orElseThrow(
                () ->
                    SottoException.badInput(
                        model.folder().folder(),
                        "has no decoder with a cache, so it cannot be run; export with past"));
    Map<Part, Graph> graphs = graphs(model, form);
    List<NormProbe> probes = probe(model, graphs);
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
      return new ProbedExport(folder, form.withGraphs(paths), probes);
    } finally {
      if (!complete) {
        folder.close();
      }
    }
  }

  /** The graphs that run without a cache, by their file: of a merged decoder the branch. */
  private static Map<Part, Graph> graphs(WhisperModel model, ExportFolder form) {
    Map<Part, Graph> graphs = new LinkedHashMap<>();
    for (Part part : form.graphs().keySet()) {
      if (part != Part.DECODER_WITH_PAST) {
        graphs.put(part, form.layout().firstGraph(part, model.files().get(part).graph()));
      }
    }
    return graphs;
  }

  private static List<NormProbe> probe(WhisperModel model, Map<Part, Graph> graphs) {
    List<NormProbe> probes = new ArrayList<>();
    Map<String, NormSite> sites = new LinkedHashMap<>();
    for (NormSite site : model.norms()) {
      if (graphs.get(site.part()) == site.graph()) {
        sites.put(site.name(), site);
      }
    }
    Map<Part, OutputProbe> editors = new LinkedHashMap<>();
    for (Stack stack : Stack.values()) {
      for (String name : names(model, stack)) {
        NormSite site = sites.get(name);
        OutputProbe editor =
            editors.computeIfAbsent(
                site.part(), part -> new OutputProbe(model.files().get(part).graph()));
        probes.add(
            new NormProbe(
                stack,
                site,
                editor.expose(site.graph(), site.input(), ElementType.FLOAT),
                editor.expose(site.graph(), site.output(), ElementType.FLOAT)));
      }
    }
    return probes;
  }

  /** The normalisations of a stack in the order of the data: one for each block, and the last. */
  private static List<String> names(WhisperModel model, Stack stack) {
    List<String> names = new ArrayList<>();
    model.blocks().stream()
        .filter(block -> block.id().stack() == stack)
        .forEach(block -> names.add(block.id().normName()));
    names.add(stack.closingNorm());
    return names;
  }

  /** The folder of the copy. */
  Path place() {
    return folder.path();
  }

  /** The graphs of the copy, to be run as those of the export. */
  ExportFolder files() {
    return files;
  }

  /** Every layer normalisation, encoder first, in the order of the data. */
  List<NormProbe> probes() {
    return probes;
  }

  @Override
  public void close() {
    folder.close();
  }
}

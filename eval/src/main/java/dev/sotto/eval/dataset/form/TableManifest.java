package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.Names;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.SeparatedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A manifest as a table: a header that names a column of clips and one of texts, see {@link Names},
 * and a row for each clip, cells kept apart by commas, semicolons, tabs or bars. All else is as in
 * a {@link Manifest}.
 */
final class TableManifest extends DatasetForm {
  private static final List<List<String>> NEEDED = List.of(Names.AUDIO, Names.TEXT);

  TableManifest() {
    super(
        "a table whose header names clips and texts",
        "expected a row for each clip, found none below the header");
  }

  /** Names that a form of its own claims are left to it. */
  @Override
  boolean recognises(Path data) {
    return Files.isRegularFile(data)
        && SeparatedTable.find(data, NEEDED).isPresent()
        && !new CommonVoice().recognises(data)
        && !new Audiofolder().recognises(data);
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    ManifestRow parser = ManifestRow.besides(data);
    SeparatedTable.find(data, NEEDED)
        .orElseThrow()
        .read(
            NEEDED,
            (cells, line) -> rows.addUnnamed(parser.utterance(cells, line), Utterance::withId),
            rows::bad);
  }
}

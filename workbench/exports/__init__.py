"""Results for other programs: vectors for databases, labels for labeling tools."""

from workbench.exports.labeling import TOOLS, labeling_config, write_tasks
from workbench.exports.vector_file import write_vectors

__all__ = ["TOOLS", "labeling_config", "write_tasks", "write_vectors"]

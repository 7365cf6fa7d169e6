"""Forms: assessment models as versioned data, and what their own rules make of answers.

Enters: the files of `services/assessment/models` (read and checked when a process starts), models that municipalities
have published, and answers. Leaves: checked answers, what is still missing, points and what they mean, a model as a
package with its checksum. It must not know whose answers they are, nor how they are kept.
"""

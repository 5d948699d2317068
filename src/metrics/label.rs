//! Label values that are words of an enum.

/// Writes an enum as one of its words.
macro_rules! word_label {
    ($name:ty) => {
        impl prometheus_client::encoding::EncodeLabelValue for $name {
            fn encode(&self, encoder: &mut prometheus_client::encoding::LabelValueEncoder<'_>) -> std::fmt::Result {
                prometheus_client::encoding::EncodeLabelValue::encode(&self.word(), encoder)
            }
        }
    };
}

pub(super) use word_label;

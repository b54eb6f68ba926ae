// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QTextBrowser>

namespace ui {

// Markdown from a model or a person, shown safely: no HTML, nothing is loaded (an image is its description in
// brackets), and behind a link stands where it leads, so that its words cannot lie. As high as its text.
// Announces linkChosen() for http, https and mailto; nothing is opened by itself.
class MarkdownView final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MarkdownView(const Theme &theme, QWidget *parent = nullptr);

    void setMarkdownText(const QString &markdown);
    const QString &markdownText() const { return m_markdown; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, 20}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

signals:
    void linkChosen(const QUrl &link);

protected:
    QVariant loadResource(int type, const QUrl &name) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void render();

    const Theme &m_theme;
    QString m_markdown;
};

} // namespace ui

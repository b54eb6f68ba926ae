// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/manifestcard.h"

#include "core/fleet/manifestwriter.h"
#include "ui/models/wording.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/hiddennote.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/tiptext.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTextBlock>

namespace ui {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostFindings = 8; // that are written out; the text marks them all

QWidget *framed(QWidget *inside)
{
    auto *frame = new QWidget;
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::small);
    layout->addWidget(inside);
    frame->hide();
    return frame;
}

QString textOfFinding(const core::Finding &finding)
{
    return finding.line > 0 ? ManifestCard::tr("Line %1: %2").arg(finding.line).arg(finding.text)
                            : finding.text;
}

} // namespace

ManifestCard::ManifestCard(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build(keys);
    m_pause.setSingleShot(true);
    m_pause.setInterval(150ms);
    connect(&m_pause, &QTimer::timeout, this, [this] { emit checkRequested(text()); });
    connect(&theme, &Theme::changed, this, &ManifestCard::showFindings);
    showMode();
}

void ManifestCard::build(KeyScope &keys)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(m_theme, tr("Manifest"));
    m_card->setSubtitle(tr("edit and apply"));
    outer->addWidget(m_card);
    m_diff = new Button(m_theme, tr("Diff"));
    m_diff->setCheckable(true);
    m_share = new Button(m_theme, {});
    auto *right = new QWidget;
    auto *buttons = new QHBoxLayout(right);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(space::small);
    buttons->addWidget(m_share);
    buttons->addWidget(m_diff);
    m_card->setRight(right);
    m_text = new QPlainTextEdit;
    m_text->setFont(Theme::font(Type::Mono));
    m_text->setProperty("bare", true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Manifest as YAML"));
    m_text->document()->setDocumentMargin(space::tiny);
    m_difference = new JsonView(m_theme);
    m_difference->setAccessibleName(tr("What would change"));
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_difference);
    m_findings = new Label(m_theme, Type::Secondary, Ink::Red);
    m_findings->setOverflow(Overflow::Wrap);
    m_findings->setSelectable(true);
    m_findings->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1,
                                   space::small);
    m_findings->hide();
    m_notice = new Notice(m_theme, Tone::Red);
    m_noticeFrame = framed(m_notice);
    m_confirm = new Confirm(m_theme);
    m_card->body()->addWidget(m_stack, 1);
    m_card->body()->addWidget(m_findings);
    m_card->body()->addWidget(m_noticeFrame);
    m_card->body()->addWidget(m_confirm);
    m_confirm->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1,
                                  space::medium);
    m_card->addRule();
    m_card->body()->addWidget(buildBar(keys));
    connect(m_confirm, &Confirm::confirmed, this, [this] { emit removeRequested(m_cluster.name); });
    connect(m_diff, &Button::toggled, this, &ManifestCard::showDifference);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        m_checked = false;
        m_pause.start();
        showMode();
    });
}

QWidget *ManifestCard::buildBar(KeyScope &keys)
{
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::small);
    row->setSpacing(space::small);
    m_apply = actionButton(m_theme, ActionId::Apply);
    m_file = new Button(m_theme, tr("Choose a file…"));
    m_cancel = new Button(m_theme, tr("Cancel"));
    m_summary = new Label(m_theme, Type::Secondary, Ink::Muted);
    m_summary->setOverflow(Overflow::Elide);
    m_remove = new Button(m_theme, tr("Delete"), ButtonKind::Reject);
    row->addWidget(m_apply);
    row->addWidget(m_file);
    row->addWidget(m_cancel);
    row->addWidget(m_summary, 1);
    row->addWidget(m_remove);
    keys.bind(ActionId::Apply, m_apply);
    connect(m_apply, &Button::clicked, this, &ManifestCard::send);
    connect(m_file, &Button::clicked, this, &ManifestCard::fileRequested);
    connect(m_cancel, &Button::clicked, this, [this] {
        setText(m_deployed);
        emit cancelled();
    });
    connect(m_share, &Button::clicked, this,
            [this] { emit shareRequested(m_cluster.name, !m_cluster.isShared); });
    connect(m_remove, &Button::clicked, this, [this] { emit removeAsked(m_cluster.name); });
    return bar;
}

void ManifestCard::askToRemove(qint64 tasks)
{
    const QString so =
        tasks == 0 ? tr("Its agents stop. No task of theirs is under way.")
        : tasks == 1
            ? tr("Its agents stop. 1 task of theirs has not ended and can fail.")
            : tr("Its agents stop. %1 tasks of theirs have not ended and can fail.").arg(countText(tasks));
    m_confirm->ask(tr("Delete %1?").arg(m_cluster.name), tr("%1 This cannot be undone.").arg(so),
                   tr("Delete cluster"));
}

QByteArray ManifestCard::text() const
{
    return m_text->toPlainText().toUtf8();
}

bool ManifestCard::isChanged() const
{
    return isNew() || m_text->toPlainText() != m_deployed;
}

void ManifestCard::setCluster(const core::Cluster &cluster)
{
    const bool other = cluster.name != m_cluster.name;
    const QString deployed = QString::fromUtf8(core::toYaml(cluster.manifest)).trimmed();
    const bool edited = !other && isChanged();
    m_cluster = cluster;
    if (!other && deployed == m_deployed)
        return showMode();
    m_deployed = deployed;
    if (other) {
        m_diff->setChecked(false);
        m_confirm->hide();
        setProblem({}, {});
    }
    if (!edited)
        setText(deployed);
    showMode();
}

void ManifestCard::startNew(const QByteArray &text)
{
    m_cluster = {};
    m_deployed.clear();
    m_diff->setChecked(false);
    m_confirm->hide();
    setProblem({}, {});
    setText(QString::fromUtf8(text).trimmed());
    m_text->setFocus(Qt::OtherFocusReason);
}

void ManifestCard::setText(const QString &text)
{
    m_text->setPlainText(text);
    m_check = {};
    m_checked = false;
    m_pause.stop();
    showFindings();
    showMode();
    if (isChanged())
        emit checkRequested(this->text());
}

void ManifestCard::setChecked(const QByteArray &text, const ManifestCheck &check)
{
    if (text != this->text())
        return; // it was edited meanwhile, and the next check is on its way
    m_check = check;
    m_checked = true;
    showFindings();
    showDifference();
    showMode();
}

void ManifestCard::setProblem(const QString &title, const QString &text)
{
    m_notice->setTexts(title, text);
    m_noticeFrame->setVisible(!title.isEmpty());
}

void ManifestCard::setApplied()
{
    m_deployed = m_text->toPlainText();
    m_diff->setChecked(false);
    setProblem({}, {});
    showMode();
}

void ManifestCard::showMode()
{
    m_card->setTitle(isNew() ? tr("New cluster") : tr("Manifest"));
    m_card->setSubtitle(isNew() ? tr("an AgentCluster, to edit and deploy") : tr("edit and apply"));
    m_apply->setText(isNew() ? tr("Deploy") : textOf(ActionId::Apply));
    m_apply->updateGeometry();
    m_apply->setEnabled(isChanged() && m_checked && m_check.reading.isOk());
    m_file->setVisible(isNew());
    m_cancel->setVisible(isChanged());
    m_remove->setVisible(!isNew() && !isChanged());
    m_share->setVisible(!isNew() && !isChanged());
    m_share->setText(m_cluster.isShared ? tr("Keep to its owner") : tr("Offer to all"));
    m_share->setToolTip(m_cluster.isShared
                            ? tipText(tr("Only %1 and administrators see it then").arg(m_cluster.createdBy))
                            : tr("Everybody sees it then, and may give its agents tasks"));
    m_share->updateGeometry();
    m_diff->setVisible(!isNew());
    m_diff->setEnabled(isChanged() || m_diff->isChecked());
    m_summary->setText(isChanged() && m_checked && m_check.reading.isOk() ? m_check.summary : QString());
}

void ManifestCard::showFindings()
{
    QList<QTextEdit::ExtraSelection> marks;
    QStringList lines;
    const auto add = [&](const QList<core::Finding> &findings, Tone tone) {
        for (const core::Finding &finding : findings) {
            lines.append(textOfFinding(finding));
            const QTextBlock block = m_text->document()->findBlockByNumber(finding.line - 1);
            if (finding.line < 1 || !block.isValid())
                continue;
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(block);
            mark.format.setBackground(m_theme.tokens().shade(tone).back);
            mark.format.setProperty(QTextFormat::FullWidthSelection, true);
            marks.append(mark);
        }
    };
    add(m_check.reading.problems, Tone::Red);
    add(m_check.reading.warnings, Tone::Amber);
    m_text->setExtraSelections(marks);
    if (const QString hidden = hiddenNote(m_text->toPlainText()); !hidden.isEmpty())
        lines.prepend(hidden);
    if (lines.size() > mostFindings) {
        const qsizetype more = lines.size() - mostFindings;
        lines = lines.first(mostFindings);
        lines.append(tr("… and %1 more").arg(more));
    }
    m_findings->setInk(m_check.reading.isOk() ? Ink::Amber : Ink::Red);
    m_findings->setText(lines.join(QLatin1Char('\n')));
    m_findings->setVisible(!lines.isEmpty());
}

void ManifestCard::showDifference()
{
    const bool shown = m_diff->isChecked();
    if (shown)
        m_difference->setLines(lineDifference(m_deployed, m_text->toPlainText()));
    m_stack->setCurrentWidget(shown ? static_cast<QWidget *>(m_difference) : m_text);
}

void ManifestCard::send()
{
    setProblem({}, {});
    if (isNew())
        emit deployRequested(text());
    else
        emit applyRequested(text());
}

} // namespace ui

import type { Overview } from '../../services/operations/overview.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { Card } from '../widgets/card.tsx';
import { GiveUpButton } from './give-up-button.tsx';
import styles from './operations.module.css';

type Props = { text: DeskText; topics: Overview['unknownTopics']; api: string };

/** Events that only a newer release knows, after a rollback; nothing where there are none. */
export function UnknownTopicsCard({ text, topics, api }: Props) {
  if (topics.length === 0) return null;
  return (
    <section id="unknown-topics" className={styles.section}>
      <Card title={text('operations:unknownTopics')}>
        <p>{text('operations:unknownTopicsMean')}</p>
        <ul className={styles.rows}>
          {topics.map(({ topic, events }) => (
            <li key={topic} className={styles.row}>
              <div>
                <strong>{topic}</strong>
                <p className={styles.small}>{text('operations:eventsWait', { count: events })}</p>
              </div>
              <div className={styles.links}>
                <GiveUpButton url={`${api}/v1/operations/topics/${encodeURIComponent(topic)}/give-up`} about={topic} />
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
